"""axe-core in a page: what users of screen readers and keyboards stumble over."""

import os
from pathlib import Path

AXE = os.environ.get("SOCIAL_INBOX_AXE")
WITHOUT_AXE = (
    "needs axe-core: run by ./stack test, or name its axe.min.js in SOCIAL_INBOX_AXE"
)
# of https://github.com/dequelabs/axe-core: minor, moderate, serious, critical
# The search bar is Odoo's own, and not ours to mend.
CHECK = """
const place = {include: [[PLACE]], exclude: [[".o_searchview"]]};
const found = await axe.run(place, {resultTypes: ["violations"]});
for (const {id, impact, help, nodes} of found.violations) {
    if (["serious", "critical"].includes(impact)) {
        const told = nodes.map((node) => `${node.html}: ${node.failureSummary}`);
        throw new Error(`${id}: ${help}: ${told.slice(0, 5).join("; ")}`);
    }
}
"""


def check(*steps):
    """JavaScript for ``browser_js``: after each step the screen has no violation that
    axe calls serious or critical.

    :param steps: pairs of JavaScript to be run, and of the part to be looked at
    """
    code = "\n".join(
        f"{step}\n{{ {CHECK.replace('PLACE', repr(place))} }}" for step, place in steps
    )
    source = Path(AXE).read_text()
    return f"""{source}
    const until = async (condition) => {{
        for (let turn = 0; turn < 200 && !condition(); turn++) {{
            await new Promise((resolve) => setTimeout(resolve, 50));
        }}
        if (!condition()) {{ throw new Error(`never: ${{condition}}`); }}
    }};
    const press = (key) => document.body.dispatchEvent(
        new KeyboardEvent("keydown", {{key, bubbles: true, cancelable: true}}));
    const write = (selector, text) => {{
        const input = document.querySelector(selector);
        input.focus();
        input.value = text;
        input.dispatchEvent(new Event("input", {{bubbles: true}}));
    }};
    (async () => {{ {code} }})().then(
        () => console.log("test successful"),
        (error) => console.error(String(error)),
    );
    """
