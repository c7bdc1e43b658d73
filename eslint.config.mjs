import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
    { ignores: ["**/dist/", "**/node_modules/", ".work/", "**/*.cjs"] },
    eslint.configs.recommended,
    {
        files: ["**/*.ts"],
        extends: [tseslint.configs.strictTypeChecked],
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        rules: {
            "max-lines": ["error", { max: 300 }],
            "@typescript-eslint/consistent-type-imports": "error",
            "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
            // Numbers and exit codes in texts are meant.
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
            // Fastify's and Pulumi's methods are asynchronous by contract, whether or not there is something to wait for.
            "@typescript-eslint/require-await": "off",
            "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
            "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
        },
    },
    {
        files: ["**/*.mjs", "**/*.js"],
        languageOptions: {
            globals: {
                console: "readonly",
                process: "readonly",
                URL: "readonly",
                require: "readonly",
                exports: "writable",
                module: "writable",
                fetch: "readonly",
                setTimeout: "readonly",
                __dirname: "readonly",
            },
        },
    },
);
