const NAMES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];
const SPELLINGS = [...NAMES, ...NAMES.map((name) => name.toLowerCase())];

/** Calls a function with these proxy variables and no others in the environment, and restores the environment. */
export function withProxyVariables<T>(variables: Readonly<Record<string, string>>, use: () => T): T {
    const before = SPELLINGS.map((name) => [name, process.env[name]] as const);
    const putBack = () => {
        for (const [name, value] of before) {
            if (value === undefined) Reflect.deleteProperty(process.env, name);
            else process.env[name] = value;
        }
    };
    for (const name of SPELLINGS) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, variables);
    let result: T;
    try {
        result = use();
    } catch (error) {
        putBack();
        throw error;
    }
    if (result instanceof Promise) return result.finally(putBack) as T;
    putBack();
    return result;
}
