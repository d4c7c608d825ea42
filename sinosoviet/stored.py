"""How a notebook stores widgets: the names by which outputs, metadata and models go together."""

#: Kind of the output that shows a widget; it names the model.
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
#: Kind of the metadata that hold the models of a notebook.
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
#: What stands before the id of a model in the state of another.
MODEL = "IPY_MODEL_"
