"""The unit tests of our OWL parts, run by Odoo's HOOT in a real browser."""

from odoo.tests import tagged

from odoo.addons.web.tests import test_js

PAGE = "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"


@tagged("post_install", "-at_install", "social_inbox_browser")
class TestJs(test_js.HOOTCommon):
    test_generate_hoot_hash = test_get_hoot_filter = None  # the parent's own tests

    def get_hoot_filters(self):
        self._test_params = [("+", "@social_inbox")]
        return super().get_hoot_filters()

    def test_unit(self):
        self.browser_js(
            f"{PAGE}{self.hoot_filters}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )
