import { setMaxListeners } from "node:events";
import { abortable, CcmClient, type Random } from "../../provider/ccm";
import { parseSettings } from "../../provider/ccm/settings";
import {
    type Journal,
    PollingStatusReader,
    type Properties,
    RunOwnership,
    SecretRegistry,
    type StackStateReader,
} from "../../provider/core";
import type { RunContext } from "../../provider/core/recovery/runContext";
import { NO_STATE } from "../support/context";
import type { JournalShelf } from "../support/memoryJournal";
import type { VirtualService } from "./virtualService";

/** Time until a plugin process notices that its engine has died: a check every 3 s, confirmed after one more second. */
const NOTICED_AFTER_MS = 4_000;

/** A plugin process: the objects that its resources share, and its end. */
export class VirtualProcess {
    private static pids = 100;
    readonly pid = (VirtualProcess.pids += 1);
    /** All texts that it has logged. */
    readonly said: string[];
    isAlive = true;
    /** Resolves when it is killed. */
    readonly death: Promise<void>;
    private die: () => void = () => undefined;
    engineIsThere = true;
    readonly ownership = new RunOwnership();
    /** Name of the process in stamps. */
    readonly name = `p${this.pid}`;
    private readonly secrets = new SecretRegistry();
    private readonly gone = new AbortController();
    private readonly client: CcmClient;
    private readonly reader: PollingStatusReader;

    constructor(
        private readonly service: VirtualService,
        private readonly shelf: JournalShelf,
        private readonly processes: Map<number, VirtualProcess>,
        said: string[],
        maxRequestsPerSecond = 1000,
        private readonly random: Random = () => 0.5,
        private readonly stackState: StackStateReader = NO_STATE,
    ) {
        setMaxListeners(0, this.gone.signal);
        this.said = said;
        this.death = new Promise((resolve) => (this.die = resolve));
        processes.set(this.pid, this);
        const settings = parseSettings(
            {
                endpoint: "https://ccm.test",
                token: "explorer-token",
                maxRequestsPerSecond: String(maxRequestsPerSecond),
            },
            String,
        );
        this.client = new CcmClient(settings, {
            clock: this.waitingClock,
            random,
            secrets: this.secrets.mask,
            transport: service.transport(() => this.isAlive),
        });
        this.reader = new PollingStatusReader(this.client, this.waitingClock, random);
    }

    kill(): void {
        this.isAlive = false;
        this.die();
    }

    /** The engine is killed; this process notices later. */
    loseEngine(): void {
        this.engineIsThere = false;
        this.service.clock.after(NOTICED_AFTER_MS, () => this.gone.abort());
    }

    /** The context of an operation in this process. */
    context(urn: string, properties: Properties): RunContext {
        this.secrets.register(properties);
        const say = (text: string) => void this.said.push(text);
        return {
            api: this.client,
            statusReader: this.reader,
            clock: this.waitingClock,
            random: this.random,
            report: { keepsEveryLine: false, progress: say, info: say, warn: say },
            shown: this.secrets.shown,
            knowSecrets: () => Promise.resolve(),
            isSecretOutput: () => Promise.resolve(false),
            urn,
            journal: this.journal(urn),
            ownership: this.ownership,
            stackState: this.stackState,
            machine: {
                host: "virtual",
                pid: this.pid,
                uptime: () => this.service.clock.now(),
                isAlive: (pid) => this.processes.get(pid)?.isAlive ?? false,
            },
            signal: this.gone.signal,
            isListening: async () => {
                await this.clock.sleep(1);
                return this.engineIsThere;
            },
        };
    }

    /** A clock on which a dead process sleeps forever. */
    private readonly clock = {
        now: () => this.service.clock.now(),
        wallTime: () => this.service.clock.wallTime(),
        sleep: async (ms: number) => {
            await this.service.clock.sleep(ms);
            if (!this.isAlive) await new Promise(() => undefined);
        },
    };

    /** A clock whose sleeps are aborted once the engine is gone. */
    private readonly waitingClock = abortable(this.clock, this.gone.signal);

    /** A journal whose file operations take time, so that the process can die between any two of them. */
    private journal(urn: string): Journal {
        const inner = this.shelf.of(urn);
        return {
            ...inner,
            read: async (stamps) => {
                await this.clock.sleep(1);
                return inner.read(stamps);
            },
            ofStack: async (stamps) => {
                await this.clock.sleep(1);
                return inner.ofStack(stamps);
            },
            write: async (record, other) => {
                await this.clock.sleep(2);
                await inner.write(record, other);
                await this.clock.sleep(2);
            },
            note: (record) => {
                if (this.isAlive) inner.note(record);
            },
            remove: async (record) => {
                await this.clock.sleep(2);
                await inner.remove(record);
            },
            others: async () => {
                await this.clock.sleep(1);
                return inner.others();
            },
        };
    }
}
