import { CI_VARIABLES } from "../../provider/plugin/statusLines";

/**
 * The environment without the user's credentials, without variables of CI systems, and without additional certificates
 * to trust, which each Node process would read again (a third of its startup time).
 */
export function neutralEnvironment(): NodeJS.ProcessEnv {
    const isForeign = (name: string) =>
        name.startsWith("FORTANIX_CCM_") ||
        name === "NODE_EXTRA_CA_CERTS" ||
        (CI_VARIABLES as readonly string[]).includes(name);
    return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isForeign(name)));
}
