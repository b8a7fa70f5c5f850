// Microsoft's own JavaScript checkpoint store, unmodified. One command per line on standard input, as JSON; one JSON answer per line.
const readline = require("node:readline");
const { ContainerClient } = require("@azure/storage-blob");
const { BlobCheckpointStore } = require("@azure/eventhubs-checkpointstore-blob");

const [connectionString, container] = process.argv.slice(2);
const store = new BlobCheckpointStore(new ContainerClient(connectionString, container));
const group = ["contoso.servicebus.windows.net", "Orders", "$Default"];
const [fullyQualifiedNamespace, eventHubName, consumerGroup] = group;

const commands = {
  owners: () => store.listOwnership(...group),
  checkpoints: () => store.listCheckpoints(...group),
  claim: ({ partitionId, ownerId, etag }) =>
    store.claimOwnership([{ fullyQualifiedNamespace, eventHubName, consumerGroup, partitionId, ownerId, etag }]),
  write: async ({ partitionId, sequenceNumber, offset }) => {
    await store.updateCheckpoint({ fullyQualifiedNamespace, eventHubName, consumerGroup, partitionId, sequenceNumber, offset });
    return "written";
  },
};

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const command = JSON.parse(line);
    try {
      console.log(JSON.stringify(await commands[command.name](command)));
    } catch (error) {
      console.log(JSON.stringify({ error: String(error) }));
    }
  }
})();
