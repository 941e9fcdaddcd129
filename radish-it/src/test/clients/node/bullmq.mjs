// SPDX-License-Identifier: Apache-2.0
// BullMQ's queues, which are long scripts over every type, against the server at RADISH_PORT.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { FlowProducer, Queue, QueueEvents, Worker } from 'bullmq';
import { Redis } from 'ioredis';

const connection = { host: '127.0.0.1', port: Number(process.env.RADISH_PORT), maxRetriesPerRequest: null };

async function until(condition) {
  for (let i = 0; i < 6000; i++) {
    if (await condition()) {
      return;
    }
    await pause(5);
  }
  assert.fail('it did not come about');
}

describe('BullMQ', () => {
  let queue;
  let events;
  let workers;
  let redis;

  beforeEach(async () => {
    redis = new Redis(connection);
    queue = new Queue('work', { connection });
    events = new QueueEvents('work', { connection });
    workers = [];
    await events.waitUntilReady();
  });

  afterEach(async () => {
    for (const each of [...workers, events, queue]) {
      await each.close();
    }
    await redis.flushall();
    await redis.quit();
  });

  function work(task, options = {}, name = 'work') {
    const worker = new Worker(name, task, { connection, ...options });
    worker.on('error', error => console.error(error));
    workers.push(worker);
    return worker;
  }

  test('jobs run, with their results and progress', async () => {
    const progress = [];
    events.on('progress', ({ data }) => progress.push(data));
    work(async job => {
      await job.updateProgress(50);
      await job.log('half');
      return job.data.n * 2;
    }, { concurrency: 4 });
    const jobs = await queue.addBulk(Array.from({ length: 50 }, (_, n) => ({ name: 'double', data: { n } })));
    const results = await Promise.all(jobs.map(job => job.waitUntilFinished(events)));
    assert.deepEqual(results, jobs.map((_, n) => n * 2));
    await until(() => progress.length === 50);
    assert.deepEqual((await queue.getJobLogs(jobs[0].id)).logs, ['half']);
    assert.equal((await queue.getJobCounts()).completed, 50);
    assert.equal((await queue.clean(0, 100, 'completed')).length, 50);
  });

  test('priorities, first in last out, and a paused queue', async () => {
    await queue.pause();
    assert.equal(await queue.isPaused(), true);
    await queue.add('low', {}, { priority: 10 });
    await queue.add('high', {}, { priority: 1 });
    await queue.add('none', {});
    await queue.add('first', {}, { lifo: true });
    const order = [];
    work(async job => order.push(job.name));
    await queue.resume();
    await until(() => order.length === 4);
    assert.deepEqual(order, ['first', 'none', 'high', 'low']);
  });

  test('delays, retries and failures', async () => {
    const attempts = [];
    work(async job => {
      attempts.push(job.name);
      if (job.name === 'flaky' && job.attemptsMade < 2) {
        throw new Error('not yet');
      }
      if (job.name === 'broken') {
        throw new Error('never');
      }
      return 'done';
    });
    const delayed = await queue.add('later', {}, { delay: 50 });
    assert.equal(await delayed.getState(), 'delayed');
    assert.equal(await delayed.waitUntilFinished(events), 'done');
    const flaky = await queue.add('flaky', {}, { attempts: 3, backoff: { type: 'fixed', delay: 10 } });
    assert.equal(await flaky.waitUntilFinished(events), 'done');
    assert.equal(attempts.filter(name => name === 'flaky').length, 3);
    const broken = await queue.add('broken', {});
    await assert.rejects(broken.waitUntilFinished(events), /never/);
    assert.equal(await broken.getState(), 'failed');
    assert.equal((await queue.getFailed())[0].failedReason, 'never');
    await queue.remove(broken.id);
    assert.equal(await queue.getFailedCount(), 0);
  });

  test('flows wait for their children', async () => {
    work(async job => {
      if (job.name === 'parent') {
        return Object.values(await job.getChildrenValues()).reduce((a, b) => a + b, 0);
      }
      return job.data.n;
    }, { concurrency: 3 });
    const flows = new FlowProducer({ connection });
    const flow = await flows.add({
      name: 'parent',
      queueName: 'work',
      children: [1, 2, 3].map(n => ({ name: 'child', data: { n }, queueName: 'work' })),
    });
    assert.equal(await flow.job.waitUntilFinished(events), 6);
    await flows.close();
  });

  test('schedulers, deduplication and rate limits', async () => {
    const ran = [];
    work(async job => ran.push(job.name), { limiter: { max: 1, duration: 20 } });
    await queue.upsertJobScheduler('tick', { every: 40, limit: 3 }, { name: 'tick' });
    await until(() => ran.filter(name => name === 'tick').length >= 2);
    await queue.removeJobScheduler('tick');
    const one = await queue.add('unique', {}, { delay: 100, deduplication: { id: 'd' } });
    const same = await queue.add('unique', {}, { delay: 100, deduplication: { id: 'd' } });
    assert.equal(one.id, same.id);
    assert.ok(await one.waitUntilFinished(events));
    assert.equal(ran.filter(name => name === 'unique').length, 1);
  });

  test('a job whose worker is gone is taken up by another', async () => {
    const dead = new Worker('work', null, { connection, lockDuration: 100 });
    await queue.add('orphan', {});
    const job = await dead.getNextJob('token');
    assert.equal(job.name, 'orphan');
    await dead.close();
    const orphan = await queue.getJob(job.id);
    work(async () => 'rescued', { stalledInterval: 100 });
    assert.equal(await orphan.waitUntilFinished(events), 'rescued');
    await queue.obliterate({ force: true });
    assert.deepEqual((await redis.keys('bull:work:*')).filter(key => !key.endsWith(':events')), []);
  });
});
