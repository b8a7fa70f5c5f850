// Microsoft's JavaScript SDK, remote-controlled: one JSON command per line in, one JSON answer per line out.
// Commands run one after the other; a subscription goes on between them.
const readline = require("node:readline");
const { EventHubProducerClient, EventHubConsumerClient, earliestEventPosition, latestEventPosition } = require("@azure/event-hubs");

const producers = new Map();
const consumers = new Map();
const subscriptions = new Map();
const retryOptions = { maxRetries: 3, retryDelayInMs: 200, timeoutInMs: 20000 };

function cached(map, key, make) {
  if (!map.has(key)) {
    map.set(key, make());
  }
  return map.get(key);
}

const producerFor = ({ connection, hub }) =>
  cached(producers, connection + hub, () => new EventHubProducerClient(connection, hub, { retryOptions }));

const consumerFor = ({ connection, hub, id, group = "$Default" }) =>
  cached(consumers, connection + hub + group + id, () => new EventHubConsumerClient(group, connection, hub, { retryOptions }));

function positionOf({ from }) {
  if (from === "earliest") {
    return earliestEventPosition;
  }
  return from === "latest" ? latestEventPosition : from;
}

const plain = (event) => ({
  body: Buffer.isBuffer(event.body) ? { base64: event.body.toString("base64") } : event.body,
  properties: event.properties,
  sequenceNumber: event.sequenceNumber,
  offset: event.offset,
  enqueued: event.enqueuedTimeUtc?.getTime(),
  partitionKey: event.partitionKey,
  messageId: event.messageId,
  correlationId: event.correlationId,
  contentType: event.contentType,
});

// Waits until the subscription has something that `ready` accepts, or 30 seconds.
async function until(subscription, ready) {
  const deadline = Date.now() + 30000;
  while (!ready(subscription)) {
    if (Date.now() > deadline) {
      throw new Error(`nothing came; events=${subscription.events.length} errors=${JSON.stringify(subscription.errors)}`);
    }
    await new Promise((resolve) => subscription.waiting.push(resolve) && setTimeout(resolve, 500).unref());
  }
}

const commands = {
  async hub(command) {
    return await producerFor(command).getEventHubProperties();
  },
  async partition(command) {
    return await producerFor(command).getPartitionProperties(command.partitionId);
  },
  async send(command) {
    const { partitionId, partitionKey } = command;
    await producerFor(command).sendBatch(command.events, { partitionId, partitionKey });
  },
  async batch(command) {
    const { partitionId, partitionKey } = command;
    const producer = producerFor(command);
    const batch = await producer.createBatch({ partitionId, partitionKey });
    for (const event of command.events) {
      if (!batch.tryAdd(event)) {
        throw new Error("does not fit");
      }
    }
    await producer.sendBatch(batch);
    return { maxSizeInBytes: batch.maxSizeInBytes, count: batch.count };
  },
  // Publishes with numbers, by the client's own switch for it, which is not public.
  async idempotent(command) {
    const producer = new EventHubProducerClient(command.connection, command.hub, { retryOptions });
    producer._enableIdempotentRetries = true;
    for (const body of command.bodies) {
      await producer.sendBatch([{ body }], { partitionId: command.partitionId });
    }
    const properties = await producer.getPartitionPublishingProperties(command.partitionId);
    await producer.close();
    return properties;
  },
  async large({ size, ...command }) {
    await producerFor(command).sendBatch([{ body: Buffer.alloc(size, 7) }], { partitionId: command.partitionId });
  },
  async open(command) {
    const subscription = { events: [], errors: [], waiting: [], last: null };
    const wake = () => subscription.waiting.splice(0).forEach((resolve) => resolve());
    const handlers = {
      async processEvents(events, context) {
        subscription.events.push(...events);
        subscription.last = context.lastEnqueuedEventProperties;
        wake();
      },
      async processError(error) {
        subscription.errors.push({ code: error.code, message: error.message });
        wake();
      },
    };
    const { ownerLevel, partitionId } = command;
    subscription.handle = consumerFor(command).subscribe(partitionId, handlers, {
      startPosition: positionOf(command),
      ownerLevel,
      maxBatchSize: 100,
      maxWaitTimeInSeconds: 1,
      trackLastEnqueuedEventProperties: command.track ?? false,
    });
    subscriptions.set(command.id, subscription);
  },
  async take({ id, count }) {
    const subscription = subscriptions.get(id);
    await until(subscription, ({ events }) => events.length >= count);
    return subscription.events.splice(0, count).map(plain);
  },
  async tracked({ id }) {
    const subscription = subscriptions.get(id);
    await until(subscription, ({ last }) => last?.sequenceNumber !== undefined);
    return subscription.last;
  },
  async error({ id }) {
    const subscription = subscriptions.get(id);
    await until(subscription, ({ errors }) => errors.length > 0);
    return subscription.errors.shift();
  },
  async close({ id }) {
    await subscriptions.get(id).handle.close();
    return subscriptions.get(id).events.length;
  },
};

async function run(line) {
  const command = JSON.parse(line);
  try {
    const value = await commands[command.command](command);
    return { value: value ?? null };
  } catch (error) {
    return { error: { code: error.code ?? null, name: error.name, message: error.message || error.stack } };
  }
}

let last = Promise.resolve();
readline.createInterface({ input: process.stdin })
  .on("line", (line) => {
    last = last.then(async () => console.log(JSON.stringify(await run(line))));
  })
  .on("close", () => process.exit(0));
