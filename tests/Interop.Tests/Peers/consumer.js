// A consumer on Microsoft's JavaScript SDK with its blob checkpoint store. It prints one JSON line for whatever happens:
//   { started: partition } { event: ... } { checkpoint: partition, sequenceNumber } { stopped: partition, reason } { error: text }
// and checkpoints after every event. Arguments: connection string, event hub, consumer group, blob connection string, container.
// It stops gracefully when its standard input ends.
const { EventHubConsumerClient, earliestEventPosition } = require("@azure/event-hubs");
const { BlobCheckpointStore } = require("@azure/eventhubs-checkpointstore-blob");
const { ContainerClient } = require("@azure/storage-blob");

const [connectionString, eventHub, consumerGroup, blobConnectionString, container] = process.argv.slice(2);
const say = (message) => console.log(JSON.stringify(message));

function describe(event) {
  const body = Buffer.isBuffer(event.body) ? { base64: event.body.toString("base64") } : { json: event.body };
  return {
    ...body,
    properties: event.properties ?? {},
    messageId: event.messageId,
    correlationId: event.correlationId,
    contentType: event.contentType,
    partitionKey: event.partitionKey,
    offset: event.offset,
    sequenceNumber: event.sequenceNumber,
    enqueuedTime: event.enqueuedTimeUtc,
  };
}

async function main() {
  const store = new BlobCheckpointStore(new ContainerClient(blobConnectionString, container));
  const client = new EventHubConsumerClient(consumerGroup, connectionString, eventHub, store, {
    loadBalancingOptions: { strategy: "greedy", updateIntervalInMs: 500, partitionOwnershipExpirationIntervalInMs: 15000 },
  });
  const subscription = client.subscribe(
    {
      processInitialize: async (context) => say({ started: context.partitionId }),
      processEvents: async (events, context) => {
        for (const event of events) {
          say({ partition: context.partitionId, event: describe(event) });
          await context.updateCheckpoint(event);
          say({ checkpoint: context.partitionId, sequenceNumber: event.sequenceNumber });
        }
      },
      processClose: async (reason, context) => say({ stopped: context.partitionId, reason }),
      processError: async (error) => say({ error: `${error.name}: ${error.message}` }),
    },
    { startPosition: earliestEventPosition, maxBatchSize: 10, maxWaitTimeInSeconds: 1 },
  );
  process.stdin.resume();
  await new Promise((resolve) => process.stdin.once("end", resolve));
  await subscription.close();
  await client.close();
  // After a partition was stolen from it, the closed SDK can still hold a timer that keeps the process alive for minutes.
  process.stdout.write("", () => process.exit(0));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
