// A real HTTP proxy in its own process, at 127.0.0.1. It resolves every name to this machine, so that a service here
// has a name that is not local. Prints its port and then, a line of JSON each, every request that it receives. The
// optional argument is the required `user:password`.
import { lookup } from "node:dns";
import { Server } from "proxy-chain";

const [wanted] = process.argv.slice(2);
const server = new Server({
    host: "127.0.0.1",
    port: 0,
    prepareRequestFunction: ({ request, username, password }) => {
        console.log(
            JSON.stringify({ method: request.method, target: request.url, headers: request.rawHeaders.join("\n") }),
        );
        return {
            requestAuthentication: wanted !== undefined && `${username}:${password}` !== wanted,
            dnsLookup: (_, options, done) => lookup("127.0.0.1", options, done),
        };
    },
});
await server.listen();
console.log(server.port);
// Exits with its parent process.
process.stdin.resume().on("end", () => process.exit());
