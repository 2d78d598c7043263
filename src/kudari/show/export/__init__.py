"""A study's results as other programs read them: NetCDF, TensorBoard, LaTeX, and a film of the descent."""
