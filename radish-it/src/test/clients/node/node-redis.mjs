// SPDX-License-Identifier: Apache-2.0
// node-redis against the server at RADISH_PORT, over both protocols.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { BasicClientSideCache, RESP_TYPES, createClient, createClientPool, defineScript } from 'redis';
import { setTimeout as pause } from 'node:timers/promises';

const address = { host: '127.0.0.1', port: Number(process.env.RADISH_PORT) };
const twice = defineScript({
  SCRIPT: 'return redis.call("incrby", KEYS[1], ARGV[1] * 2)',
  NUMBER_OF_KEYS: 1,
  parseCommand(parser, key, number) {
    parser.pushKey(key);
    parser.push(String(number));
  },
  transformReply: undefined,
});

async function until(condition) {
  for (let i = 0; i < 6000; i++) {
    if (await condition()) {
      return;
    }
    await pause(5);
  }
  assert.fail('it did not come about');
}

for (const RESP of [2, 3]) {
  describe(`node-redis, RESP${RESP}`, () => {
    let client;

    beforeEach(async () => {
      client = createClient({ socket: address, RESP, scripts: { twice }, name: 'node-test' });
      client.on('error', error => assert.fail(error));
      await client.connect();
    });

    afterEach(async () => {
      await client.flushAll();
      await client.close();
    });

    test('strings and keys', async () => {
      assert.equal(await client.ping(), 'PONG');
      assert.equal(await client.clientGetName(), 'node-test');
      assert.equal(await client.set('k', 'v', { expiration: { type: 'EX', value: 100 }, condition: 'NX' }), 'OK');
      assert.equal(await client.set('k', 'w', { condition: 'NX' }), null);
      assert.ok((await client.ttl('k')) > 90);
      assert.equal(await client.incrByFloat('n', 1.5), '1.5');
      assert.deepEqual(await client.mGet(['k', 'missing']), ['v', null]);
      assert.equal(await client.getEx('k', { type: 'PERSIST' }), 'v');
      assert.equal(await client.type('k'), 'string');
      assert.equal(await client.copy('k', 'c'), 1);
      assert.equal(await client.exists(['k', 'c', 'x']), 2);
      assert.equal(await client.lcs('k', 'c'), 'v');
      const found = [];
      for await (const keys of client.scanIterator({ MATCH: '*', COUNT: 2 })) {
        found.push(...keys);
      }
      assert.deepEqual(found.sort(), ['c', 'k', 'n']);
      await assert.rejects(client.lPush('k', 'x'), /WRONGTYPE/);
      assert.equal((await client.info('server')).includes('redis_version:7.'), true);
    });

    test('hashes, lists and sets', async () => {
      assert.equal(await client.hSet('h', { a: '1', b: '2' }), 2);
      assert.deepEqual({ ...(await client.hGetAll('h')) }, { a: '1', b: '2' });
      assert.equal(await client.hIncrBy('h', 'a', 4), 5);
      assert.deepEqual(await client.hExpire('h', 'a', 100), [1]);
      assert.equal(await client.rPush('l', ['a', 'b', 'c']), 3);
      assert.deepEqual(await client.lPopCount('l', 2), ['a', 'b']);
      assert.equal(await client.lMove('l', 'm', 'LEFT', 'RIGHT'), 'c');
      assert.deepEqual(await client.blPop('m', 1), { key: 'm', element: 'c' });
      assert.deepEqual(await client.lmPop(['none', 'none2'], 'LEFT'), null);
      assert.equal(await client.sAdd('s', ['a', 'b']), 2);
      assert.equal(await client.sAdd('t', ['b', 'c']), 2);
      assert.deepEqual([...(await client.sInter(['s', 't']))], ['b']);
      assert.equal(await client.sInterCard(['s', 't']), 1);
      assert.deepEqual(await client.smIsMember('s', ['a', 'x']), [1, 0]);
      const members = [];
      for await (const part of client.sScanIterator('s')) {
        members.push(...part);
      }
      assert.deepEqual(members.sort(), ['a', 'b']);
    });

    test('sorted sets and places', async () => {
      await client.zAdd('z', [{ score: 1.5, value: 'ann' }, { score: 7, value: 'bob' }]);
      assert.deepEqual(await client.zRangeWithScores('z', 0, -1), [
        { value: 'ann', score: 1.5 },
        { value: 'bob', score: 7 },
      ]);
      assert.equal(await client.zScore('z', 'ann'), 1.5);
      assert.deepEqual(await client.zRankWithScore('z', 'bob'), { rank: 1, score: 7 });
      assert.deepEqual(await client.zmScore('z', ['ann', 'x']), [1.5, null]);
      assert.deepEqual(await client.zPopMin('z'), { value: 'ann', score: 1.5 });
      assert.deepEqual(await client.bzPopMax('z', 1), { key: 'z', value: 'bob', score: 7 });
      await client.geoAdd('g', [
        { longitude: 13.361389, latitude: 38.115556, member: 'Palermo' },
        { longitude: 15.087269, latitude: 37.502669, member: 'Catania' },
      ]);
      assert.deepEqual(await client.geoSearch('g', { longitude: 15, latitude: 37 }, { radius: 100, unit: 'km' }), [
        'Catania',
      ]);
      assert.equal(Math.round(await client.geoDist('g', 'Palermo', 'Catania', 'km')), 166);
      const [found] = await client.geoSearchWith('g', 'Palermo', { width: 10, height: 10, unit: 'km' }, [
        'WITHDIST',
        'WITHCOORD',
      ]);
      assert.equal(found.member, 'Palermo');
      assert.ok(Math.abs(Number(found.coordinates.longitude) - 13.361389) < 1e-4);
    });

    test('streams with groups', async () => {
      const id = await client.xAdd('x', '*', { a: '1' });
      assert.equal(await client.xGroupCreate('x', 'g', '0'), 'OK');
      const read = await client.xReadGroup('g', 'ann', { key: 'x', id: '>' }, { COUNT: 10 });
      assert.equal(read[0].name, 'x');
      assert.equal(read[0].messages[0].id, id);
      assert.deepEqual({ ...read[0].messages[0].message }, { a: '1' });
      const pending = await client.xPending('x', 'g');
      assert.equal(pending.pending, 1);
      assert.equal((await client.xPendingRange('x', 'g', '-', '+', 10))[0].consumer, 'ann');
      assert.equal((await client.xAutoClaim('x', 'g', 'bob', 0, '0')).messages.length, 1);
      assert.equal(await client.xAck('x', 'g', id), 1);
      assert.equal((await client.xInfoStream('x')).length, 1);
      assert.equal((await client.xInfoGroups('x'))[0].name, 'g');
      assert.equal((await client.xInfoConsumers('x', 'g')).length, 2);
      assert.equal((await client.xRange('x', '-', '+')).length, 1);
      assert.equal(await client.xRead({ key: 'x', id: '$' }, { BLOCK: 5 }), null);
      assert.equal(await client.xTrim('x', 'MAXLEN', 0), 1);
    });

    test('bits and estimates', async () => {
      assert.equal(await client.setBit('b', 7, 1), 0);
      assert.equal(await client.bitCount('b'), 1);
      assert.equal(await client.bitPos('b', 1), 7);
      assert.deepEqual(
        await client.bitField('b', [{ operation: 'INCRBY', encoding: 'u8', offset: 0, increment: 9 }]),
        [10],
      );
      assert.equal(await client.pfAdd('p', ['a', 'b', 'a']), 1);
      assert.equal(await client.pfCount('p'), 2);
    });

    test('transactions', async () => {
      assert.deepEqual(await client.multi().set('k', '1').incr('k').get('k').exec(), ['OK', 2, '2']);
      const failed = await client.multi().set('k', 'x').incr('k').exec().catch(error => error);
      assert.match(failed.replies[1].message, /not an integer/);
      await client.watch('k');
      const rival = client.duplicate();
      await rival.connect();
      await rival.set('k', 'rival');
      await rival.close();
      await assert.rejects(client.multi().set('k', 'mine').exec(), /WatchError|watched/i);
      assert.equal(await client.get('k'), 'rival');
    });

    test('scripts and functions', async () => {
      assert.equal(await client.twice('n', 21), 42);
      assert.equal(await client.twice('n', 1), 44);
      assert.deepEqual(await client.eval('return {KEYS[1], ARGV[1], 3.7, false}', { keys: ['k'], arguments: ['a'] }), [
        'k',
        'a',
        3,
        null,
      ]);
      const code = '#!lua name=lib\nredis.register_function("f", function(k, a) return redis.call("set", k[1], a[1]) end)';
      assert.equal(await client.functionLoad(code, { REPLACE: true }), 'lib');
      assert.equal(await client.fCall('f', { keys: ['fk'], arguments: ['v'] }), 'OK');
      assert.equal((await client.functionList())[0].library_name, 'lib');
      assert.equal(await client.functionDelete('lib'), 'OK');
    });

    test('publish and subscribe', async () => {
      const listener = client.duplicate();
      await listener.connect();
      const heard = [];
      await listener.subscribe('news', (message, channel) => heard.push(`${channel} ${message}`));
      await listener.pSubscribe('n*', (message, channel) => heard.push(`n* ${channel} ${message}`));
      await listener.sSubscribe('shard', message => heard.push(`shard ${message}`));
      assert.equal(await client.publish('news', 'hello'), 2);
      assert.equal(await client.sPublish('shard', 's'), 1);
      await until(() => heard.length === 3);
      assert.deepEqual(heard.sort(), ['n* news hello', 'news hello', 'shard s']);
      assert.deepEqual(await client.pubSubChannels(), ['news']);
      await listener.unsubscribe('news');
      await listener.pUnsubscribe();
      assert.equal(await client.publish('news', 'again'), 0);
      await listener.close();
    });

    test('a pool, binary values and many requests at once', async () => {
      const pool = createClientPool({ socket: address, RESP }, { minimum: 1, maximum: 4 });
      await pool.connect();
      const waiting = pool.blPop('handover', 30);
      await pool.rPush('handover', 'x');
      assert.equal((await waiting).element, 'x');
      const counts = await Promise.all(Array.from({ length: 2000 }, () => pool.incr('n')));
      assert.equal(Math.max(...counts.map(Number)), 2000);
      await pool.close();
      const bytes = Buffer.from([0, 255, 13, 10, 128]);
      await client.set('bin', bytes);
      const raw = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
      assert.deepEqual(await raw.get('bin'), bytes);
    });

    test('administration', async () => {
      assert.ok((await client.commandCount()) > 200);
      assert.equal((await client.commandInfo(['get']))[0].name, 'get');
      assert.deepEqual(await client.commandGetKeys(['SET', 'k', 'v']), ['k']);
      assert.ok((await client.clientList()).length >= 1);
      assert.equal((await client.clientInfo()).name, 'node-test');
      assert.equal((await client.configGet('maxmemory-policy'))['maxmemory-policy'], 'noeviction');
      assert.ok((await client.memoryStats())['peak.allocated'] >= 0);
      assert.ok(Array.isArray(await client.latencyLatest()));
      assert.equal(await client.aclWhoAmI(), 'default');
      assert.equal((await client.aclGetUser('default')).keys.toString(), '~*');
      assert.equal((await client.role()).role, 'master');
      assert.ok((await client.time()) !== null);
      assert.deepEqual(await client.moduleList(), []);
      assert.equal(await client.objectEncoding('none'), null);
    });
  });
}

test('node-redis keeps a cache that the server corrects', async () => {
  const cache = new BasicClientSideCache({ ttl: 0, maxEntries: 100 });
  const client = createClient({ socket: address, RESP: 3, clientSideCache: cache });
  const rival = createClient({ socket: address });
  await client.connect();
  await rival.connect();
  await client.set('k', '1');
  assert.equal(await client.get('k'), '1');
  assert.equal(await client.get('k'), '1');
  assert.equal(cache.stats().hitCount, 1);
  await rival.set('k', '2');
  await until(async () => (await client.get('k')) === '2');
  await rival.flushAll();
  await until(async () => (await client.get('k')) === null);
  await client.close();
  await rival.close();
});

test('node-redis with a user lands in its home, and by number in a named cache', async () => {
  const admin = createClient({ socket: address });
  await admin.connect();
  await admin.sendCommand(['ACL', 'SETUSER', 'node', 'on', '>pw', '+@all', '~*', '&*', 'home:users']);
  const client = createClient({ url: `redis://node:pw@127.0.0.1:${address.port}` });
  await client.connect();
  await client.set('a', '1');
  assert.equal(await admin.sendCommand(['CACHEGET', 'users', 'a']), '1');
  const numbered = createClient({ url: `redis://127.0.0.1:${address.port}/3` });
  await numbered.connect();
  await numbered.set('b', '2');
  assert.equal(await admin.sendCommand(['CACHEGET', 'orders', 'b']), '2');
  for (const each of [client, numbered]) {
    await each.close();
  }
  await admin.sendCommand(['ACL', 'DELUSER', 'node']);
  await admin.flushAll();
  await admin.close();
});
