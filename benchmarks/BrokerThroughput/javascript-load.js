// Publishes or reads with Microsoft's JavaScript SDK as fast as it can.
// In: {"action":"publish"|"receive","connection","hub","partitions","size","batch"}, one line; then "pause", "go", and "stop" at last.
// Out: the number of events done since the start, ten times a second, and once more at the end.
const readline = require("node:readline");
const { EventHubProducerClient, EventHubConsumerClient, earliestEventPosition } = require("@azure/event-hubs");

let state = "go";
let done = 0;
let stop;
const stopping = new Promise((resolve) => (stop = resolve));

async function publish({ connection, hub, size, batch: count }, partitionIds) {
  const producer = new EventHubProducerClient(connection, hub);
  const body = Buffer.alloc(size);
  await Promise.all(
    partitionIds.map(async (partitionId) => {
      while (state !== "stop") {
        if (state === "pause") {
          await new Promise((resolve) => setTimeout(resolve, 1));
          continue;
        }
        const batch = await producer.createBatch({ partitionId });
        while (batch.count < count && batch.tryAdd({ body })) {}
        const { count: sent } = batch;
        await producer.sendBatch(batch);
        done += sent;
      }
    }),
  );
  await producer.close();
}

async function receive({ connection, hub }, partitionIds) {
  const consumer = new EventHubConsumerClient("$Default", connection, hub);
  const handlers = {
    async processEvents(events) {
      done += events.length;
    },
    async processError(error) {
      if (state !== "stop") {
        console.error(error);
      }
    },
  };
  const options = { startPosition: earliestEventPosition, maxBatchSize: 500, maxWaitTimeInSeconds: 1 };
  const subscriptions = partitionIds.map((id) => consumer.subscribe(id, handlers, options));
  await stopping;
  await Promise.all(subscriptions.map((subscription) => subscription.close()));
  await consumer.close();
}

async function run(options) {
  const partitionIds = Array.from({ length: options.partitions }, (_, index) => `${index}`);
  const report = setInterval(() => console.log(done), 100);
  await { publish, receive }[options.action](options, partitionIds);
  clearInterval(report);
  console.log(done);
  process.exit(0);
}

const lines = readline.createInterface({ input: process.stdin });
lines.once("line", (line) => {
  void run(JSON.parse(line));
  lines.on("line", (word) => {
    state = word;
    if (word === "stop") {
      stop();
    }
  });
});
lines.on("close", () => process.exit(1));
