{
    "name": "Social Inbox",
    "summary": "Customers' messages from mailboxes and social platforms as twists: "
    "listen, understand, engage, process, give feedback, close",
    "version": "19.0.1.0.0",
    "category": "Marketing",
    "author": "Social Inbox contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/social",
    "license": "AGPL-3",
    "application": True,
    "depends": ["mail", "portal", "utm", "helpdesk_mgmt"],
    "external_dependencies": {
        "python": ["cryptography", "imapclient", "lxml", "requests"]
    },
    "data": [
        "security/social_inbox_groups.xml",
        "security/ir.model.access.csv",
        "security/social_inbox_rules.xml",
        "data/ir_config_parameter.xml",
        "wizards/social_respond_views.xml",
        "wizards/social_assign_person_views.xml",
        "views/social_message_views.xml",
        "views/social_twist_views.xml",
        "views/social_profile_views.xml",
        "views/social_inbound_views.xml",
        "views/social_tag_views.xml",
        "views/social_channel_views.xml",
        "views/res_partner_views.xml",
        "views/social_inbox_menus.xml",
    ],
    "demo": ["demo/res_users.xml", "demo/res_partner.xml"],
    "assets": {
        "web.assets_backend": ["social_inbox/static/src/**/*"],
        "web.assets_unit_tests": [
            "social_inbox/static/tests/**/*",
            ("remove", "social_inbox/static/tests/tours/**/*"),
        ],
        "web.assets_tests": ["social_inbox/static/tests/tours/**/*.js"],
    },
    "uninstall_hook": "uninstall_hook",
}
