/** By name; `nothing` undoes nothing. */
export declare const OPTIMISATIONS: Readonly<Record<string, Optimisation>>;

interface Optimisation {
    /** In words. */
    readonly what: string;
    /** By the file of the compiled package, such as `dynamic/rowLines.js`: takes it away there. */
    readonly undo: Readonly<Record<string, (exports: object, module: NodeJS.Module) => void>>;
}
