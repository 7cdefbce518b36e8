"""What anybody who is logged in may call: our public methods, found by looking."""

import inspect

OURS = "odoo.addons.social_inbox"


def public_methods(registry):
    """Methods that Odoo lets clients call, and that are this module's alone.

    Whatever overrides a method of Odoo's is called through that one's tests.

    :returns: ``{(model, method): function}``
    """
    return {
        (name, method): function
        for name, model in registry.items()
        for method in dir(model)
        if not method.startswith("_")
        if (function := own_function(model, method))
    }


def own_function(model, name):
    """The outermost definition of a method, if all of them are ours and public."""
    found = [vars(base)[name] for base in model.__mro__ if name in vars(base)]
    functions = [one for one in found if inspect.isfunction(one)]
    if not functions or len(functions) < len(found):
        return None
    is_ours = all(one.__module__.startswith(OURS) for one in functions)
    is_private = any(getattr(one, "_api_private", False) for one in functions)
    return functions[0] if is_ours and not is_private else None


def required(function):
    """Names of the arguments without which it cannot be called."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    plain = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return [
        one.name for one in parameters if one.kind in plain and one.default is one.empty
    ]


def is_of_model(function):
    """Whether it is called on no record (``@api.model``)."""
    return bool(getattr(function, "_api_model", False))
