// SPDX-License-Identifier: Apache-2.0
// ioredis against the server at RADISH_PORT.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';

const address = { host: '127.0.0.1', port: Number(process.env.RADISH_PORT) };

async function until(condition) {
  for (let i = 0; i < 6000; i++) {
    if (await condition()) {
      return;
    }
    await pause(5);
  }
  assert.fail('it did not come about');
}

describe('ioredis', () => {
  let redis;

  before(() => {
    redis = new Redis({ ...address, connectionName: 'ioredis-test' });
  });

  afterEach(async () => {
    await redis.flushall();
  });

  after(async () => {
    await redis.quit();
  });

  test('all types', async () => {
    assert.equal(await redis.set('k', 'v', 'EX', 100, 'NX'), 'OK');
    assert.equal(await redis.set('k', 'w', 'GET'), 'v');
    assert.equal(await redis.incrby('n', 5), 5);
    assert.equal(await redis.hset('h', { a: 1, b: 2 }), 2);
    assert.deepEqual(await redis.hgetall('h'), { a: '1', b: '2' });
    assert.equal(await redis.rpush('l', 'a', 'b', 'c'), 3);
    assert.deepEqual(await redis.lpos('l', 'b', 'COUNT', 0), [1]);
    assert.deepEqual(await redis.lmpop(1, 'l', 'LEFT', 'COUNT', 2), ['l', ['a', 'b']]);
    assert.equal(await redis.sadd('s', 'a', 'b'), 2);
    assert.deepEqual(await redis.smismember('s', 'a', 'x'), [1, 0]);
    assert.equal(await redis.zadd('z', 'GT', 'CH', 1, 'ann', 2, 'bob'), 2);
    assert.deepEqual(await redis.zrange('z', 0, -1, 'REV', 'WITHSCORES'), ['bob', '2', 'ann', '1']);
    assert.equal(await redis.geoadd('g', 13.361389, 38.115556, 'Palermo'), 1);
    assert.deepEqual(await redis.geosearch('g', 'FROMLONLAT', 13, 38, 'BYRADIUS', 100, 'km', 'ASC'), ['Palermo']);
    assert.equal(await redis.pfadd('p', 'a', 'b'), 1);
    assert.equal(await redis.setbit('b', 3, 1), 0);
    assert.deepEqual(await redis.bitfield('b', 'GET', 'u8', 0), [16]);
    assert.deepEqual(await redis.getBuffer('b'), Buffer.from([16]));
    assert.deepEqual((await redis.sort('l', 'ALPHA')), ['c']);
    const dump = await redis.dumpBuffer('z');
    assert.equal(await redis.restore('z2', 0, dump), 'OK');
    assert.equal(await redis.zscore('z2', 'bob'), '2');
    assert.equal(await redis.object('ENCODING', 'n'), 'int');
    await assert.rejects(redis.get('h'), /WRONGTYPE/);
  });

  test('pipelines and transactions', async () => {
    assert.deepEqual(await redis.pipeline().set('a', 1).incr('a').lpush('a', 'x').get('a').exec().then(all =>
      all.map(([error, value]) => error?.message?.split(' ')[0] ?? value)), ['OK', 2, 'WRONGTYPE', '2']);
    assert.deepEqual(await redis.multi().set('b', 1).incr('b').exec(), [[null, 'OK'], [null, 2]]);
    await redis.watch('b');
    const rival = redis.duplicate();
    await rival.set('b', 9);
    assert.equal(await redis.multi().set('b', 1).exec(), null);
    await rival.quit();
    await assert.rejects(redis.multi().set('b').exec(), /EXECABORT|wrong number/);
    const automatic = new Redis({ ...address, enableAutoPipelining: true });
    const results = await Promise.all(Array.from({ length: 1000 }, () => automatic.incr('c')));
    assert.equal(results.at(-1), 1000);
    await automatic.quit();
  });

  test('scripts as commands of their own', async () => {
    redis.defineCommand('addTwice', { numberOfKeys: 1, lua: 'return redis.call("incrby", KEYS[1], 2 * ARGV[1])' });
    assert.equal(await redis.addTwice('n', 4), 8);
    await redis.script('FLUSH');
    assert.equal(await redis.addTwice('n', 4), 16);
    assert.deepEqual(await redis.pipeline().addTwice('n', 1).get('n').exec(), [[null, 18], [null, '18']]);
    await assert.rejects(redis.eval('return redis.call("nothing")', 0), /Unknown Redis command/);
    await assert.rejects(redis.eval('return error("mine")', 0), /mine/);
  });

  test('subscriptions survive a lost connection', async () => {
    const listener = redis.duplicate({ retryStrategy: () => 10, connectionName: 'listener' });
    const heard = [];
    listener.on('message', (channel, message) => heard.push(`${channel} ${message}`));
    listener.on('pmessage', (pattern, channel, message) => heard.push(`${pattern} ${channel} ${message}`));
    listener.on('smessage', (channel, message) => heard.push(`sharded ${channel} ${message}`));
    assert.equal(await listener.subscribe('news', 'more'), 2);
    assert.equal(await listener.psubscribe('n*'), 3);
    await listener.ssubscribe('shard');
    assert.equal(await redis.publish('news', 'hello'), 2);
    assert.equal(await redis.spublish('shard', 'x'), 1);
    await until(() => heard.length === 3);
    assert.deepEqual(heard.sort(), ['n* news hello', 'news hello', 'sharded shard x']);
    heard.length = 0;
    assert.ok((await redis.client('KILL', 'TYPE', 'PUBSUB')) >= 1);
    await until(async () => (await redis.publish('more', 'again')) === 1);
    await until(() => heard.includes('more again'));
    await listener.quit();
  });

  test('streams, waiting and walking', async () => {
    const id = await redis.xadd('x', 'MAXLEN', '~', 1000, '*', 'a', '1');
    await redis.xgroup('CREATE', 'x', 'g', '$');
    const waiting = redis.duplicate();
    const read = waiting.xreadgroup('GROUP', 'g', 'ann', 'COUNT', 1, 'BLOCK', 30000, 'STREAMS', 'x', '>');
    await until(async () => (await redis.info('clients')).includes('blocked_clients:1'));
    const second = await redis.xadd('x', '*', 'b', '2');
    assert.deepEqual(await read, [['x', [[second, ['b', '2']]]]]);
    assert.equal(await redis.xack('x', 'g', second), 1);
    assert.deepEqual(await redis.xrange('x', '-', '+', 'COUNT', 1), [[id, ['a', '1']]]);
    const popped = waiting.bzpopmin('z', 30);
    await redis.zadd('z', 3, 'm');
    assert.deepEqual(await popped, ['z', 'm', '3']);
    await waiting.quit();
    await redis.mset(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`key:${i}`, i])));
    const seen = new Set();
    for await (const keys of redis.scanStream({ match: 'key:*', count: 50 })) {
      keys.forEach(key => seen.add(key));
    }
    assert.equal(seen.size, 500);
  });

  test('prefixes, numbers of databases, users and monitoring', async () => {
    const prefixed = new Redis({ ...address, keyPrefix: 'app:', db: 3 });
    await prefixed.set('k', 'v');
    assert.equal(await redis.call('CACHEGET', 'orders', 'app:k'), 'v');
    await prefixed.quit();
    await redis.acl('SETUSER', 'io', 'on', '>pw', '+@all', '~*', 'home:users');
    const user = new Redis({ ...address, username: 'io', password: 'pw', retryStrategy: () => 10 });
    await user.set('a', '1');
    await redis.client('KILL', 'USER', 'io');
    await until(() => user.status === 'ready');
    await user.set('b', '2');
    assert.equal(await redis.call('CACHEGET', 'users', 'b'), '2');
    await user.quit();
    await redis.acl('DELUSER', 'io');
    const monitor = await redis.monitor();
    const seen = [];
    monitor.on('monitor', (time, args) => seen.push(args.join(' ')));
    await redis.set('watched', '1');
    await until(() => seen.some(line => /set watched 1/i.test(line)));
    monitor.disconnect();
  });
});
