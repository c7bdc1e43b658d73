/**
 * Lets those who call at the same time share a run of something slow. Each gets one that began after its call, so that it
 * holds for all that was done before.
 */
export function joinNext<T>(run: () => Promise<T>): () => Promise<T> {
    let current: Promise<T> | undefined;
    let next: Promise<T> | undefined;
    const begin = () => {
        next = undefined;
        return (current = run().finally(() => (current = undefined)));
    };
    return () => {
        if (next !== undefined) return next;
        if (current === undefined) return begin();
        return (next = current.then(begin, begin));
    };
}
