// A client made with rhea: node rhea-client.js <port> <scenario>. Prints what it saw as lines of JSON.
const rhea = require('rhea');
const types = rhea.types;
const [port, scenario] = [Number(process.argv[2]), process.argv[3]];
const say = (value) => console.log(JSON.stringify(value, (_, v) => (Buffer.isBuffer(v) ? v.toString('hex') : v && v.type === 'Buffer' ? Buffer.from(v.data).toString('hex') : v)));

const options = { host: '127.0.0.1', port, username: 'rhea', reconnect: false };
if (scenario === 'heartbeats') options.idle_time_out = 1000;
if (scenario === 'plain') options.password = 'secret';
if (scenario === 'wrong-password') options.password = 'guess';

const everyType = () => ({
  message_id: types.wrap_ulong(7),
  subject: 'types',
  message_annotations: { 'x-opt-partition-key': 'key' },
  application_properties: {
    boolean: types.wrap_boolean(true), ubyte: types.wrap_ubyte(200), ushort: types.wrap_ushort(60000), uint: types.wrap_uint(4000000000),
    ulong: types.wrap_ulong(12345678901), byte: types.wrap_byte(-100), short: types.wrap_short(-30000), int: types.wrap_int(-2000000000),
    long: types.wrap_long(-12345678901), float: types.wrap_float(1.5), double: types.wrap_double(-2.25), char: types.wrap_char(0x1f600),
    timestamp: types.wrap_timestamp(1700000000123), binary: types.wrap_binary(Buffer.from([1, 2, 3])), string: 'grüße', symbol: types.wrap_symbol('sym'),
    smallint: types.wrap_int(5), smalllong: types.wrap_long(-5), zero: types.wrap_uint(0),
  },
  body: [null, types.wrap_list(['a', 1]), types.wrap_map({ k: 'v' }), types.wrap_array([1, 2, 3], 0x71), types.wrap_array(['x', 'y'], 0xa1)],
});

const connection = rhea.create_container({ id: 'rhea-client' }).connect(options);
connection.on('connection_error', (context) => say({ event: 'connection_error', condition: context.connection.error && context.connection.error.condition }));
connection.on('disconnected', (context) => { say({ event: 'disconnected', error: context.error ? String(context.error.message) : null }); process.exit(0); });
connection.on('connection_close', () => process.exit(0));

const scenarios = {
  exchange() {
    const count = 5;
    const sender = connection.open_sender({ target: 'q' });
    let sent = 0, accepted = 0, received = 0;
    sender.on('sendable', () => { while (sent < count && sender.sendable()) sender.send(sent++ === 0 ? everyType() : { body: rhea.message.data_section(Buffer.from([sent])) }); });
    sender.on('accepted', () => {
      if (++accepted === count) {
        say({ event: 'accepted', count: accepted });
        const receiver = connection.open_receiver({ source: 'q', credit_window: 2 });
        receiver.on('message', (context) => {
          say({ event: 'message', body: context.message.body, id: context.message.message_id });
          if (++received === count) connection.close();
        });
      }
    });
  },
  large() {
    const sender = connection.open_sender({ target: 'q' });
    const body = Buffer.alloc(700000, 'abcdefg');
    sender.once('sendable', () => sender.send({ body: rhea.message.data_section(body) }));
    sender.on('accepted', () => connection.open_receiver({ source: 'q' }).on('message', (context) => {
      say({ event: 'message', equal: Buffer.compare(context.message.body.content, body) === 0 });
      connection.close();
    }));
  },
  burst() {
    // More than two session windows of 2048 frames.
    const receiver = connection.open_receiver({ source: 'burst', credit_window: 500 });
    let received = 0, last = -1, ordered = true;
    receiver.on('message', (context) => {
      ordered = ordered && context.message.body === last + 1;
      last = context.message.body;
      if (++received === 5000) { say({ event: 'burst', received, ordered }); connection.close(); }
    });
  },
  refused() {
    const receiver = connection.open_receiver({ source: 'refused' });
    receiver.on('receiver_open', () => say({ event: 'open', source: receiver.source && receiver.source.address ? receiver.source.address : null }));
    receiver.on('receiver_error', () => say({ event: 'error', condition: receiver.error.condition, description: receiver.error.description }));
    receiver.on('receiver_close', () => connection.close());
  },
  drain() {
    const receiver = connection.open_receiver({ source: 'empty', credit_window: 0 });
    receiver.on('receiver_open', () => { receiver.drain = true; receiver.add_credit(10); });
    receiver.on('receiver_drained', () => { say({ event: 'drained', credit: receiver.credit }); connection.close(); });
  },
  rejected() {
    const sender = connection.open_sender({ target: 'rejecting' });
    sender.once('sendable', () => sender.send({ body: 'no' }));
    sender.on('rejected', (context) => { say({ event: 'rejected', condition: context.delivery.remote_state.error.condition }); connection.close(); });
  },
  heartbeats() {
    connection.on('connection_open', () => setTimeout(() => { say({ event: 'alive', open: connection.is_open() }); connection.close(); }, 3500));
  },
  plain() {
    connection.on('connection_open', () => { say({ event: 'open' }); connection.close(); });
  },
  'wrong-password'() {
    connection.on('connection_open', () => { say({ event: 'open' }); connection.close(); });
  },
};
scenarios[scenario]();
