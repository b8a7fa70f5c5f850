// A server made with rhea. Prints its port, then what it receives as lines of JSON; what is sent to an address can be received from it.
const rhea = require('rhea');
const types = rhea.types;
const container = rhea.create_container({ id: 'rhea-server' });
const queues = {};
const say = (value) => console.log(JSON.stringify(value));
const queueOf = (address) => (queues[address] = queues[address] || []);

const everyType = {
  message_id: 'id-1',
  application_properties: {
    ubyte: types.wrap_ubyte(200), uint: types.wrap_uint(4000000000), long: types.wrap_long(-12345678901), symbol: types.wrap_symbol('sym'),
    timestamp: types.wrap_timestamp(1700000000123), string: 'grüße',
  },
  body: { list: types.wrap_list([1, 2]), text: 'x' },
};

container.on('message', (context) => {
  const address = context.receiver.target.address;
  if (address === 'rejecting') { context.delivery.reject({ condition: 'test:rejected', description: 'as asked' }); return; }
  if (address === 'releasing') { context.delivery.release(); return; }
  const body = context.message.body;
  say({ body: body && body.content ? body.content.length : body, properties: context.message.application_properties, settled: context.delivery.remote_settled });
  queueOf(address).push(context.message);
  context.delivery.accept();
});
container.on('receiver_open', (context) => {
  const receiver = context.receiver;
  receiver.set_source(receiver.source);
  receiver.set_target(receiver.target);
  if (receiver.target && receiver.target.address === 'missing') receiver.close({ condition: 'amqp:not-found', description: 'nothing here' });
});
container.on('sender_open', (context) => {
  context.sender.set_source(context.sender.source);
  context.sender.set_target(context.sender.target);
});
// A tick later, because rhea would send transfers ahead of its own attach.
container.on('sendable', (context) => setImmediate(() => {
  const sender = context.sender;
  const queue = queueOf(sender.source.address);
  if (sender.source.address === 'types' && queue.length === 0 && sender.sendable()) { sender.send(everyType); return; }
  while (sender.sendable() && queue.length > 0) sender.send(queue.shift());
}));
container.on('sender_draining', (context) => context.sender.set_drained(true));
container.sasl_server_mechanisms.enable_anonymous();
container.sasl_server_mechanisms.enable_plain((user, password) => user === 'user' && password === 'secret');
const listener = container.listen({ port: 0, host: '127.0.0.1', idle_time_out: 2000 });
listener.on('listening', () => console.log(listener.address().port));
process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
