// A Cosmos DB server (npm @vercel/cosmosdb-server) on a free loopback port, which ends with its standard input.
//   node cosmos.js [--port N] [--journal FILE] [--cert FILE --key FILE] [--plain yes]
// It is put right where it departs from the service in what the tests rely on:
// - A patch's predicate is judged on the patched document alone. The package asks all documents of that id, of any partition key, and lower-cases
//   names and values. https://learn.microsoft.com/azure/cosmos-db/partial-document-update#filter-predicate
// - Reading a document that is missing is answered 404 and not 500, and queries need not name the partition key in their text.
// - A query within one partition key looks at that key's documents. The package looks at all that the container has, and takes a hundred times as long
//   for ten times as many.
// - Whoever asks for a query's plan, as the client does before a query over all partition keys, gets that of a query that is sent as it is.
// - Connections are kept open.
// - With a journal it has every change on disk before it answers, so that it can be killed and started again. By itself it keeps nothing.
"use strict";

const fs = require("fs");
const { AsyncLocalStorage } = require("async_hooks");

const library = "@vercel/cosmosdb-server/lib";
const operations = require(`${library}/handler/_document-operations`);
const patches = require(`${library}/handler/_patch-operations`);
const queries = require(`${library}/handler/query-documents`);
const accounts = require(`${library}/account`);
const databases = require(`${library}/account/databases`).default;
const documents = require(`${library}/account/documents`).default;
const containers = require(`${library}/account/collections`).default;
const query = require("@zeit/cosmosdb-query").default;

const options = {};
for (let index = 2; index < process.argv.length; index += 2) {
  options[process.argv[index].slice(2)] = process.argv[index + 1];
}

const refused = { statusCode: 412, body: { code: "PreconditionFailed", message: "The condition of the patch is not met." } };

let journal;
const note = (...entry) => journal !== undefined && fs.writeSync(journal, JSON.stringify(entry) + "\n");

// Reading a predicate takes the package up to 50 ms, so its texts are taken out as parameters, and what remains is read once.
const conditions = new Map();
function holds(condition, document) {
  const parameters = [];
  const pattern = condition.replace(/\["[^"]*"\]|"(?:[^"\\]|\\.)*"/g, (text) => {
    if (text.startsWith("[")) {
      return text;
    }

    const name = `@text${parameters.length}`;
    parameters.push({ name, value: JSON.parse(text) });
    return name;
  });
  if (!conditions.has(pattern)) {
    conditions.set(pattern, query(`SELECT * ${pattern}`));
  }

  return conditions.get(pattern).exec([document], { parameters }).result.length > 0;
}

function judgePredicates() {
  const apply = patches.patchOperation;
  patches.patchOperation = (container, input) => {
    const [partitionKey] = JSON.parse(input.partitionKey);
    const document = container.document(input.id, partitionKey).read();
    if (document && input.condition && !holds(input.condition, document)) {
      return refused;
    }

    return apply(container, { ...input, condition: undefined });
  };
}

function answerPlans() {
  const run = queries.default;
  const plan = {
    partitionedQueryExecutionInfoVersion: 2,
    queryInfo: { distinctType: "None", orderBy: [], orderByExpressions: [], groupByExpressions: [], aggregates: [], rewrittenQuery: "" },
    queryRanges: [{ min: "", max: "FF", isMinInclusive: true, isMaxInclusive: false }],
  };
  queries.default = async (account, request, ...rest) =>
    request.headers["x-ms-cosmos-is-query-plan-request"] ? plan : run(account, request, ...rest);
}

function narrowQueries() {
  const asked = new AsyncLocalStorage();
  const run = queries.default;
  queries.default = (account, request, ...rest) => {
    const key = request.headers["x-ms-documentdb-partitionkey"];
    return asked.run(key ? JSON.parse(key)[0] : undefined, () => run(account, request, ...rest));
  };

  const keys = new WeakMap();
  const ofKey = (container, key) => {
    if (!keys.has(container)) {
      keys.set(container, new Map());
    }

    const all = keys.get(container);
    if (!all.has(key)) {
      all.set(key, new Map());
    }

    return all.get(key);
  };

  const { _set: set, delete: remove, query: ask } = documents.prototype;
  documents.prototype._set = function (data) {
    const made = set.call(this, data);
    ofKey(this, this._getPartition(data)).set(data._rid, this._data.get(data._rid));
    return made;
  };
  documents.prototype.delete = function (id, key) {
    const data = this._item("/id", id, key).read();
    remove.call(this, id, key);
    ofKey(this, this._getPartition(data)).delete(data._rid);
  };
  documents.prototype.query = function (...parameters) {
    const key = asked.getStore();
    return ask.apply(key === undefined ? this : Object.create(this, { _data: { value: ofKey(this, key) } }), parameters);
  };
}

function keepChanges() {
  for (const [module, name] of [[operations, "createOperation"], [operations, "replaceOperation"], [operations, "upsertOperation"], [patches, "patchOperation"]]) {
    const change = module[name];
    module[name] = (container, input) => {
      const result = change(container, input);
      if (result.statusCode < 300) {
        note("document", container.read()._self, result.body);
      }

      return result;
    };
  }

  const remove = operations.deleteOperation;
  operations.deleteOperation = (container, input) => {
    const result = remove(container, input);
    if (result.statusCode < 300) {
      note("deletion", container.read()._self, JSON.parse(input.partitionKey)[0], input.id);
    }

    return result;
  };

  for (const [resources, kind] of [[databases, "database"], [containers, "container"]]) {
    const create = resources.prototype.create;
    resources.prototype.create = function (data) {
      const made = create.call(this, data);
      note(kind, made._self, made);
      return made;
    };
  }
}

// "/dbs/<database>/colls/<container>/…": the resource ids of a database and of a container.
const databaseOf = (account, self) => account.database(self.split("/")[2]);
const containerOf = (account, self) => databaseOf(account, self).collection(self.split("/")[4]);

function replay(account, file) {
  const put = (items, data) => {
    items._set(data);
    items._ridCount += 1;
  };
  for (const line of fs.readFileSync(file, "utf8").split("\n").filter((text) => text)) {
    const [kind, self, ...rest] = JSON.parse(line);
    switch (kind) {
      case "database": put(account.databases, rest[0]); break;
      case "container": put(databaseOf(account, self).collections, rest[0]); break;
      case "document": put(containerOf(account, self).documents, rest[0]); break;
      case "deletion": containerOf(account, self).documents.delete(rest[1], rest[0]); break;
    }
  }
}

judgePredicates();
answerPlans();
narrowQueries();
if (options.journal) {
  keepChanges();
  const Account = accounts.default;
  accounts.default = class extends Account {
    constructor(...parameters) {
      super(...parameters);
      if (fs.existsSync(options.journal)) {
        replay(this, options.journal);
      }

      journal = fs.openSync(options.journal, "a");
    }
  };
}

// The first statement that the package reads takes it as long as a hundred later ones; that is no matter of the first client's time limit.
query('SELECT * FROM c WHERE c["a"] = @a AND (IS_NULL(c.b) OR LENGTH(c["c"]["c"]) = 1 AND NOT IS_NUMBER(c.d))').exec([{}], { parameters: [{ name: "@a", value: 1 }] });

const tls = options.cert ? { cert: fs.readFileSync(options.cert), key: fs.readFileSync(options.key) } : {};
const { createHttpServer, createHttpsServer } = require(library);
const server = (options.plain ? createHttpServer : createHttpsServer)({ ...tls, keepAlive: true });
server.keepAliveTimeout = 0;
server.prependListener("request", (request) => {
  request.headers["x-ms-documentdb-query-enablecrosspartition"] = "true";
});
process.stdin.resume().on("end", () => process.exit());
server.listen(Number(options.port ?? 0), "127.0.0.1", () => console.log(`listening on ${server.address().port}`));
