// Publishes with Microsoft's JavaScript SDK what the test asks for, one JSON request per line of standard input.
// Arguments: connection string, event hub. Request: { partitionId?, partitionKey?, events: [{ body | bytes (base64), properties, messageId, correlationId, contentType }] }
const { EventHubProducerClient } = require("@azure/event-hubs");
const readline = require("node:readline");

const [connectionString, eventHub] = process.argv.slice(2);
const producer = new EventHubProducerClient(connectionString, eventHub);

function toEvent(event) {
  const properties = {};
  for (const [name, value] of Object.entries(event.properties ?? {})) {
    properties[name] = typeof value === "string" && value.startsWith("date:") ? new Date(value.slice(5)) : value;
  }
  const { messageId, correlationId, contentType } = event;
  return {
    body: event.bytes === undefined ? event.body : Buffer.from(event.bytes, "base64"),
    properties,
    ...(messageId && { messageId }),
    ...(correlationId && { correlationId }),
    ...(contentType && { contentType }),
  };
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { partitionId, partitionKey, events } = JSON.parse(line);
    await producer.sendBatch(events.map(toEvent), { partitionId, partitionKey });
    console.log(JSON.stringify({ sent: events.length }));
  }
  await producer.close();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
