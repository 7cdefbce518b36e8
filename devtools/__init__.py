"""What the command ``./stack`` is made of; Odoo never imports it."""
