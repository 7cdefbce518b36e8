import globals from "globals";

export default [
    {
        files: ["static/**/*.js", "benchmarks/*.js"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: { ...globals.browser, odoo: "readonly", luxon: "readonly" },
        },
        rules: {
            eqeqeq: "error",
            "no-console": ["error", { allow: ["warn", "error"] }],
            "no-undef": "error",
            "no-unused-vars": "error",
            "no-var": "error",
            "prefer-const": "error",
            "no-restricted-syntax": [
                "error",
                {
                    selector: "CallExpression[callee.property.name='only']",
                    message: "A test left with .only keeps all others from running.",
                },
            ],
        },
    },
];
