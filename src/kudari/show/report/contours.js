// Regions of a plane in which a field lies at or above a level, by marching squares.
(function () {
  /**
   * Closed loops around all places where z is at least `level`, inside on the left.
   *
   * Beyond the grid, and where z is null, it counts as below every level, so that each loop closes.
   */
  kudari.regions = function (x, y, z, level) {
    var next = new Map(), points = new Map();
    var wide = y.length + 3;

    function height(i, j) {
      if (i < 0 || j < 0 || i >= x.length || j >= y.length || z[i][j] === null) return -Infinity;
      return z[i][j];
    }

    function across(i) { return x[Math.min(Math.max(i, 0), x.length - 1)]; }
    function up(j) { return y[Math.min(Math.max(j, 0), y.length - 1)]; }

    function crossing(one, other, key) {
      if (!points.has(key)) {
        var a = height(one[0], one[1]), b = height(other[0], other[1]);
        var share = a === -Infinity ? 1 : b === -Infinity ? 0 : (level - a) / (b - a);
        points.set(key, [
          across(one[0]) + share * (across(other[0]) - across(one[0])),
          up(one[1]) + share * (up(other[1]) - up(one[1]))
        ]);
      }
      return key;
    }

    function cell(i, j) {
      var corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
      // Each edge has one number, whichever of its two cells asks: below and above a cell, then its sides.
      var keys = [edge(i, j, 0), edge(i + 1, j, 1), edge(i, j + 1, 0), edge(i, j, 1)];
      var heights = corners.map(function (corner) { return height(corner[0], corner[1]); });
      var turns = [];
      for (var side = 0; side < 4; side += 1) {
        var inside = heights[side] >= level, then = heights[(side + 1) % 4] >= level;
        if (inside !== then) {
          turns.push({ leaves: inside, key: crossing(corners[side], corners[(side + 1) % 4], keys[side]) });
        }
      }
      var middle = (heights[0] + heights[1] + heights[2] + heights[3]) / 4;
      for (var at = 0; at < turns.length; at += 1) {
        if (!turns[at].leaves) continue;
        // Across a saddle the two high corners belong together where its middle is high.
        var step = turns.length === 4 && middle < level ? turns.length - 1 : 1;
        next.set(turns[at].key, turns[(at + step) % turns.length].key);
      }
    }

    function edge(i, j, upright) { return ((i + 1) * wide + (j + 1)) * 2 + upright; }

    for (var i = -1; i < x.length; i += 1) {
      for (var j = -1; j < y.length; j += 1) cell(i, j);
    }

    var loops = [];
    while (next.size) {
      var first = next.keys().next().value, loop = [], key = first;
      do {
        loop.push(points.get(key));
        var following = next.get(key);
        next.delete(key);
        key = following;
      } while (key !== undefined && key !== first);
      loops.push(loop);
    }
    return loops;
  };
})();
