# SPDX-License-Identifier: Apache-2.0
"""redis-py, as Debian packages it, against the server at RADISH_PORT."""

import asyncio
import os
import threading
import time
import unittest

import redis
import redis.asyncio

PORT = int(os.environ["RADISH_PORT"])


def connect(**options):
    options.setdefault("decode_responses", True)
    return redis.Redis(host="127.0.0.1", port=PORT, **options)


def until(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.005)


class RedisPy(unittest.TestCase):
    def setUp(self):
        self.r = connect()

    def tearDown(self):
        self.r.flushall()
        self.r.close()

    def test_strings_and_keys(self):
        r = self.r
        self.assertTrue(r.set("k", "v", ex=100, nx=True))
        self.assertIsNone(r.set("k", "w", nx=True))
        self.assertTrue(90 < r.ttl("k") <= 100)
        self.assertEqual(r.getex("k", persist=True), "v")
        self.assertEqual(r.incrbyfloat("n", 1.5), 1.5)
        self.assertEqual(r.mget("k", "missing"), ["v", None])
        self.assertEqual(r.getrange("k", 0, -1), "v")
        self.assertTrue(r.msetnx({"a": 1, "b": 2}))
        self.assertTrue(r.copy("a", "c"))
        self.assertEqual(r.touch("a", "c", "x"), 2)
        self.assertEqual(sorted(r.scan_iter("*", count=2)), ["a", "b", "c", "k", "n"])
        with self.assertRaises(redis.ResponseError):
            r.lpush("k", "x")
        binary = connect(decode_responses=False)
        binary.set(b"\x00\xff", bytes(range(256)))
        self.assertEqual(binary.get(b"\x00\xff"), bytes(range(256)))
        self.assertTrue(r.restore("copy", 0, binary.dump("n")))
        self.assertEqual(r.get("copy"), "1.5")
        self.assertEqual(r.object("encoding", "a"), "int")

    def test_collections(self):
        r = self.r
        self.assertEqual(r.hset("h", mapping={"a": 1, "b": 2}), 2)
        self.assertEqual(r.hgetall("h"), {"a": "1", "b": "2"})
        self.assertEqual(dict(r.hscan_iter("h")), {"a": "1", "b": "2"})
        self.assertEqual(r.rpush("l", "a", "b", "c"), 3)
        self.assertEqual(r.lmove("l", "m", "LEFT", "RIGHT"), "a")
        self.assertEqual(r.lpos("l", "c"), 1)
        self.assertEqual(r.blpop(["none", "l"], timeout=1), ("l", "b"))
        self.assertEqual(r.sadd("s", "a", "b"), 2)
        self.assertEqual(r.sunion("s", "none"), {"a", "b"})
        self.assertEqual(r.smismember("s", ["a", "x"]), [1, 0])
        self.assertEqual(r.zadd("z", {"ann": 1.5, "bob": float("inf")}), 2)
        self.assertEqual(r.zrange("z", 0, -1, withscores=True), [("ann", 1.5), ("bob", float("inf"))])
        self.assertEqual(r.zadd("z", {"ann": 1}, incr=True), 2.5)
        self.assertEqual(r.zrangestore("y", "z", 0, 0), 1)
        self.assertEqual(r.bzpopmin("z", timeout=1), ("z", "ann", 2.5))
        self.assertEqual(r.geoadd("g", (13.361389, 38.115556, "Palermo")), 1)
        self.assertEqual(r.geosearch("g", member="Palermo", radius=1, unit="km"), ["Palermo"])
        self.assertAlmostEqual(r.geopos("g", "Palermo")[0][0], 13.361389, 4)
        self.assertEqual(r.pfadd("p", "a", "b"), 1)
        self.assertEqual(r.pfcount("p"), 2)
        self.assertEqual(r.setbit("bits", 7, 1), 0)
        self.assertEqual(r.bitfield("bits").get("u8", 0).incrby("u8", 0, 5).execute(), [1, 6])
        self.assertEqual(r.sort("s", alpha=True, desc=True), ["b", "a"])

    def test_streams_with_groups(self):
        r = self.r
        first = r.xadd("x", {"a": "1"}, maxlen=100)
        self.assertTrue(r.xgroup_create("x", "g", id="0"))
        self.assertEqual(r.xreadgroup("g", "ann", {"x": ">"}), [["x", [(first, {"a": "1"})]]])
        self.assertEqual(r.xpending("x", "g")["pending"], 1)
        self.assertEqual(r.xpending_range("x", "g", "-", "+", 10)[0]["consumer"], "ann")
        self.assertEqual(r.xclaim("x", "g", "bob", 0, [first]), [(first, {"a": "1"})])
        self.assertEqual(r.xautoclaim("x", "g", "eve", 0, count=5)[1], [(first, {"a": "1"})])
        self.assertEqual(r.xack("x", "g", first), 1)
        self.assertEqual(r.xinfo_stream("x")["length"], 1)
        self.assertEqual(len(r.xinfo_stream("x", full=True)["groups"]), 1)
        self.assertEqual(r.xinfo_groups("x")[0]["name"], "g")
        self.assertEqual(len(r.xinfo_consumers("x", "g")), 3)
        self.assertEqual(r.xread({"x": "$"}, block=5), [])
        self.assertEqual(r.xlen("x"), 1)

    def test_transactions_and_optimistic_locks(self):
        r = self.r
        with r.pipeline() as pipe:
            self.assertEqual(pipe.set("a", 1).incr("a").get("a").execute(), [True, 2, "2"])
        with r.pipeline(transaction=False) as pipe:
            replies = pipe.lpush("a", "x").get("a").execute(raise_on_error=False)
            self.assertIsInstance(replies[0], redis.ResponseError)
            self.assertEqual(replies[1], "2")
        with r.pipeline() as pipe:
            pipe.watch("a")
            connect().set("a", 5)
            pipe.multi()
            pipe.set("a", 6)
            with self.assertRaises(redis.WatchError):
                pipe.execute()

        def bump(pipe):
            number = int(pipe.get("a"))
            pipe.multi()
            pipe.set("a", number + 1)

        self.assertEqual(r.transaction(bump, "a"), [True])
        self.assertEqual(r.get("a"), "6")

    def test_scripts_functions_and_locks(self):
        r = self.r
        script = r.register_script("return redis.call('incrby', KEYS[1], ARGV[1])")
        self.assertEqual(script(keys=["n"], args=[4]), 4)
        r.script_flush()
        self.assertEqual(script(keys=["n"], args=[4]), 8)
        self.assertEqual(r.script_exists(script.sha), [True])
        if hasattr(r, "function_load"):
            code = "#!lua name=lib\nredis.register_function('f', function(k, a) return a[1] end)"
            self.assertEqual(r.function_load(code), "lib")
            self.assertEqual(r.fcall("f", 0, "x"), "x")
            r.function_delete("lib")
        lock = r.lock("lock", timeout=60)
        self.assertTrue(lock.acquire(blocking=False))
        self.assertFalse(r.lock("lock").acquire(blocking=False))
        self.assertTrue(lock.extend(10))
        lock.release()
        self.assertFalse(lock.locked())

    def test_publish_and_subscribe(self):
        r = self.r
        pubsub = r.pubsub()
        heard = []
        pubsub.subscribe(news=lambda m: heard.append(m["data"]))
        pubsub.psubscribe(**{"n*": lambda m: heard.append(m["channel"])})
        thread = pubsub.run_in_thread(sleep_time=0.01)
        until(lambda: r.pubsub_numsub("news") == [("news", 1)] and r.pubsub_numpat() == 1)
        self.assertEqual(r.publish("news", "hello"), 2)
        until(lambda: len(heard) == 2)
        self.assertEqual(sorted(heard), ["hello", "news"])
        thread.stop()
        thread.join()

    def test_waiting_in_threads(self):
        r = self.r
        got = []
        threads = [
            threading.Thread(target=lambda: got.append(connect().brpop("q", timeout=60)))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        until(lambda: r.info("clients")["blocked_clients"] == 4)
        r.lpush("q", *"abcd")
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(value for _, value in got), ["a", "b", "c", "d"])

    def test_asyncio(self):
        async def play():
            r = redis.asyncio.Redis(host="127.0.0.1", port=PORT, decode_responses=True)
            counts = await asyncio.gather(*(r.incr("n") for _ in range(200)))
            self.assertEqual(max(counts), 200)
            async with r.pipeline(transaction=True) as pipe:
                self.assertEqual(await pipe.set("a", 1).get("a").execute(), [True, "1"])
            await r.close()

        asyncio.run(play())

    def test_administration(self):
        r = self.r
        info = r.info()
        self.assertTrue(info["redis_version"].startswith("7."))
        r.set("k", "v")
        self.assertEqual(r.info("keyspace")["db0"]["keys"], 1)
        self.assertGreater(r.command_count(), 200)
        self.assertEqual(r.command()["get"]["arity"], 2)
        self.assertEqual(r.command_getkeys("SET", "k", "v"), ["k"])
        self.assertEqual(r.config_get("maxmemory-policy"), {"maxmemory-policy": "noeviction"})
        self.assertTrue(r.config_set("slowlog-log-slower-than", 10000))
        self.assertTrue(r.client_setname("py"))
        self.assertEqual([c["name"] for c in r.client_list() if c["name"]], ["py"])
        self.assertIsInstance(r.slowlog_get(), list)
        self.assertGreater(r.memory_stats()["peak.allocated"], 0)
        self.assertEqual(r.acl_whoami(), "default")
        self.assertIn("get", r.acl_cat("read"))
        self.assertEqual(r.role()[0], "master")
        self.assertEqual(r.execute_command("LATENCY", "LATEST"), [])
        self.assertEqual(len(r.time()), 2)
        with r.monitor() as monitor:
            connect().set("watched", 1)
            self.assertIn("watched", monitor.next_command()["command"])

    def test_users_and_named_caches(self):
        r = self.r
        self.assertTrue(
            r.acl_setuser("py", enabled=True, passwords=["+pw"], commands=["+@all"], keys=["*"])
        )
        r.execute_command("ACL", "SETUSER", "py", "home:users")
        self.assertIn("+@all", r.acl_getuser("py")["categories"])
        user = redis.Redis.from_url(f"redis://py:pw@127.0.0.1:{PORT}/0")
        user.set("a", 1)
        self.assertEqual(r.execute_command("CACHEGET", "users", "a"), "1")
        with self.assertRaisesRegex(redis.ResponseError, "WRONGPASS"):
            connect(username="py", password="wrong").ping()
        numbered = connect(db=3)
        numbered.set("b", 2)
        self.assertEqual(r.execute_command("CACHEGET", "orders", "b"), "2")
        self.assertEqual(r.acl_deluser("py"), 1)


if __name__ == "__main__":
    unittest.main()
