"""What keeps a script from leading somewhere (spec B19)."""


def problems_of(env, steps):
    """Sentences on what to mend, for whoever writes the script.

    :param steps: ``social.script.step``, the first one in front
    :returns: (what keeps agents from it, what is only odd)
    """
    if not steps:
        return [env._("Add the first step.")], []
    grave = [*_dead_ends(env, steps)]
    if not grave:
        ending = _ending(steps)
        grave = [
            env._("From “%s” no choice ever leads to an outcome.", step.title)
            for step in steps
            if step not in ending
        ]
    reached = _reached(steps)
    minor = [
        env._("No choice leads to “%s”.", step.title)
        for step in steps
        if step not in reached
    ]
    return grave, minor


def _dead_ends(env, steps):
    for step in steps:
        if not step.choice_ids:
            yield env._("“%s” leads nowhere: add a choice.", step.title)
        for choice in step.choice_ids:
            if not (choice.next_step_id or choice.outcome_id):
                yield env._(
                    "“%(choice)s” in “%(step)s” leads nowhere: choose a step or an"
                    " outcome.",
                    choice=choice.label,
                    step=step.title,
                )


def _ending(steps):
    """The steps from which an outcome can be reached."""
    ending = steps.browse()
    while True:
        more = (steps - ending).filtered(
            lambda step, ending=ending: bool(
                step.choice_ids.outcome_id or step.choice_ids.next_step_id & ending
            )
        )
        if not more:
            return ending
        ending |= more


def _reached(steps):
    """The steps that a choice leads to, from the first one on."""
    reached = todo = steps[:1]
    while todo:
        todo = todo.choice_ids.next_step_id - reached
        reached |= todo
    return reached
