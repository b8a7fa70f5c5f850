// Says on which partitions Microsoft's JavaScript client puts partition keys.
// In: {"keys":[...],"partitionCount":n}, one line. Out: [partition, ...], one line.
const path = require("node:path");
const readline = require("node:readline");

const client = path.dirname(require.resolve("@azure/event-hubs/package.json"));
const { mapPartitionKeyToId } = require(path.join(client, "dist", "commonjs", "impl", "partitionKeyToIdMapper.js"));

readline.createInterface({ input: process.stdin }).once("line", (line) => {
  const { keys, partitionCount } = JSON.parse(line);
  console.log(JSON.stringify(keys.map((key) => mapPartitionKeyToId(key, partitionCount))));
  process.exit(0);
});
