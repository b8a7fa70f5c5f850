// Azurite's blob service, which ends with its standard input. With a folder it has every change on disk before it answers: by itself it saves its
// state every five seconds, and a kill would lose what it has acknowledged since, as the service that it stands for never does.
// Nor does it show what is not on disk yet: a reader would see a change that a kill takes back. In memory it is as it comes: saving everything with each change takes longer the more there is.
const blobs = require("azurite/dist/src/blob/persistence/LokiBlobMetadataStore").default;
const extents = require("azurite/dist/src/common/persistence/LokiExtentMetadataStore").default;

const isSaved = process.argv.includes("--location");
let underWay = Promise.resolve();

const changes = !isSaved ? [] : [
  [blobs, ["createContainer", "deleteContainer", "createBlob", "deleteBlob", "setBlobHTTPHeaders", "setBlobMetadata"]],
  [extents, ["updateExtent", "deleteExtent"]],
];

for (const [store, names] of changes) {
  for (const name of names) {
    const change = store.prototype[name];
    store.prototype[name] = function (...parameters) {
      const changed = makeChange.call(this, change, parameters);
      underWay = Promise.allSettled([underWay, changed]);
      return changed;
    };
  }
}

for (const name of isSaved ? ["listBlobs", "getBlobProperties", "downloadBlob"] : []) {
  const read = blobs.prototype[name];
  blobs.prototype[name] = async function (...parameters) {
    const result = structuredClone(await read.apply(this, parameters));
    await underWay;
    return result;
  };
}

async function makeChange(change, parameters) {
  // It stores the very objects that it takes and gives, and the next request may have changed those by the time the state is saved.
  const [context, ...values] = parameters;
  const result = structuredClone(await change.call(this, context, ...values.map((value) => structuredClone(value))));
  await new Promise((resolve, reject) => this.db.saveDatabase((error) => (error ? reject(error) : resolve())));
  return result;
}

process.stdin.resume().on("end", () => process.exit());
require("azurite/dist/src/blob/main.js");
