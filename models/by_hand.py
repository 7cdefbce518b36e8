"""Fields that only the system writes.

Odoo keeps ``readonly=True`` in views alone: through the API anybody who may write a
record may write them. Where they carry a rule of ours that would be a way around it.
"""

from odoo.exceptions import AccessError

DEFAULT = "default_"


def refuse_system_fields(records, names):
    """Refuse values for read-only fields unless the caller is the system.

    :param names: names of the fields to be written
    :raises AccessError: naming the fields
    """
    if records.env.su:
        return
    fields = records._fields
    kept = [name for name in names if name in fields and fields[name].readonly]
    if kept:
        labels = records.fields_get(kept, ["string"])
        raise AccessError(
            records.env._(
                "These are kept by the system and not written by hand: %s",
                ", ".join(labels[name]["string"] for name in sorted(labels)),
            )
        )


def without_system_defaults(records):
    """These records with a context that sets no read-only field of theirs."""
    if records.env.su:
        return records
    fields, context = records._fields, records.env.context
    kept = {
        key: value
        for key, value in context.items()
        if not (
            key.startswith(DEFAULT)
            and key.removeprefix(DEFAULT) in fields
            and fields[key.removeprefix(DEFAULT)].readonly
        )
    }
    if len(kept) == len(context):
        return records
    return records.with_env(records.env(context=kept))
