"""The first screen: own tasks, figures, one chart, and panels that the apps contribute."""
