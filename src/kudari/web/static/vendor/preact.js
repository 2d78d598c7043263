// Preact, its hooks and htm as one module, so that the page's scripts name one file only.
import { Fragment, h, render } from "./preact-core.js";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "./preact-hooks.js";
import htm from "./htm.js";

const html = htm.bind(h);

export { Fragment, h, html, render, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState };
