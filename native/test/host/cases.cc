#include "cases.h"

#include <csignal>

namespace {

const std::string kPlugins = R"(
plugins:
  - @DIR@/fixture_input.so
  - @DIR@/fixture_output.so
)";

std::string config(const std::string& input, const std::string& output, const std::string& service = "") {
  return "service:\n  flush: 0.05\n  grace: 3\n" + service + kPlugins +
         "pipeline:\n  inputs:\n    - name: fixture-input\n" + input +
         "  outputs:\n    - name: fixture-output\n      match: '*'\n" + output;
}

std::string def_size(int as) { return as >= 501 ? "def=48" : as >= 402 ? "def=40" : "def=32"; }

// Start-up and shut-down, and on which thread each call comes.
Case life_cycle(int as) {
  const std::string callback = as >= 401 ? "CallbackCtx" : "Callback";
  Case c{"life-cycle", config("      mode: poll\n      tag: t.1\n", "      list: [one, two]\n"),
         {"--records", "2"}, {}};
  c.in_order = {"FIX input PreRegister thread=flb-node-host hot=0",
                "FIX input Register thread=flb-node-host " + def_size(as),
                "FIX output Register thread=flb-node-host " + def_size(as),
                std::string("FIX input Init thread=flb-in-fixture- api=") + (as >= 400 ? "72" : "56") +
                    (as >= 401 ? " ctx=24" : " ctx=16") + " plugin=32 mode=poll tag=- limit=- debug=0",
                "[ info] [fixture] input ready fixture-input",
                "[input:fixture-input:fixture-input.0] thread instance initialized",
                "FIX output Init thread=flb-pipeline ctx=16 match=- list=one debug=0",
                "FIX output PreRun thread=flb-pipeline hot=0",
                "FIX input PreRun thread=flb-in-fixture- hot=0",
                "FIX input " + callback + " thread=flb-in-fixture-",
                std::string("FIX input ") + (as >= 401 ? "CleanupCtx" : "Cleanup") + " thread=flb-in-fixture-",
                "FIX output FlushCtx thread=flb-pipeline size=19 first=92 tag=t.1",
                "service will shutdown in max 3 seconds",
                "FIX input Pause thread=flb-in-fixture- first=1",
                "service has stopped (0 pending tasks)",
                "FIX input Pause thread=flb-in-fixture- first=0",
                "FIX input PreExit thread=flb-in-fixture- reload=0",
                "FIX input Exit thread=flb-in-fixture-",
                "FIX input Unregister thread=flb-node-host",
                "FIX output Unregister thread=flb-node-host"};
  c.never = {"must not be called", "first=dd"};
  return c;
}

// The second Pause, the outputs' end and the inputs' come in this order, whichever thread is quicker.
Case exit_order() {
  Case c{"exit-order", config("      mode: poll\n", ""), {"--seconds", "0.3"}, {}};
  c.in_order = {"service has stopped", "FIX output PreExit thread=flb-pipeline reload=0",
                "FIX output ExitCtx thread=flb-pipeline ctx=ours", "FIX input PreExit", "FIX input Exit",
                "FIX input Unregister", "FIX output Unregister"};
  return c;
}

// A collector of our own, and what the first Pause hands over is delivered.
Case push() {
  Case c{"push", config("      mode: push\n      limit: 5\n", "") + "    - name: stdout\n      match: '*'\n",
         {"--seconds", "1"}, {}};
  c.in_order = {"FIX input push thread=flb-in-fixture- collector=0 timer=0",
                "FIX input Pause thread=flb-in-fixture- first=1 n=5",
                "service has stopped (0 pending tasks)", "FIX input Exit thread=flb-in-fixture- appended=6"};
  c.on_stdout = {"{\"n\"=>0}]", "{\"n\"=>4}]", "{\"n\"=>5}]"};
  return c;
}

Case without_thread() {
  Case c{"without-thread", config("      mode: poll\n      threaded: off\n", ""), {"--records", "1"}, {}};
  c.in_order = {"FIX input Init thread=flb-pipeline", "FIX input PreRun thread=flb-pipeline",
                "FIX output Init thread=flb-pipeline", "FIX output FlushCtx thread=flb-pipeline",
                "[input] pausing fixture-input.0", "FIX input Pause thread=flb-pipeline first=1",
                "FIX input Pause thread=flb-pipeline first=0", "FIX input Exit thread=flb-pipeline"};
  return c;
}

Case null_config() {
  Case c{"null-config", config("      mode: push\n      threaded: off\n", ""), {"--seconds", "1"}, {}};
  c.in_order = {"config = NULL and threaded off: Fluent Bit crashes here"};
  c.status = -SIGABRT;
  return c;
}

Case input_fails() {
  Case c{"input-fails", config("      mode: push\n", ""), {"--seconds", "5"}, {}};
  const std::string second = "    - name: fixture-input\n      mode: fail\n";
  c.config.insert(c.config.find("  outputs:"), second);
  c.in_order = {"[go proxy]: plugin 'fixture-input' failed to initialize",
                "Could not initialize proxy for threaded input plugin",
                "failed initialize input fixture-input.1",
                "[input:fixture-input:fixture-input.1] could not initialize threaded plugin instance",
                "[engine] input initialization failed",
                "wrong event, type=2 op=1",
                "FIX input Unregister"};
  c.never = {"FIX output Init", "FIX input Exit", "FIX input Pause"};
  c.status = 1;
  return c;
}

// Fluent Bit ends outputs whose Init never ran.
Case exit_without_init() {
  Case c = input_fails();
  c.name = "exit-without-init";
  c.in_order = {"[engine] input initialization failed", "FIX output PreExit thread=flb-pipeline",
                "FIX output ExitCtx thread=flb-pipeline ctx=none"};
  return c;
}

Case output_fails() {
  Case c{"output-fails", config("      mode: poll\n", "      mode: fail\n"), {"--seconds", "5"}, {}};
  c.in_order = {"[go proxy]: plugin 'fixture-output' failed to initialize",
                "[output] could not initialize 'fixture-output' plugin",
                "[output] failed to initialize 'fixture-output' plugin", "[engine] output initialization failed"};
  c.status = 1;
  return c;
}

Case init_retry() {
  Case c{"init-retry-is-success", config("      mode: retry\n", ""), {"--records", "1"}, {}};
  c.in_order = {"FIX output FlushCtx"};
  return c;
}

Case lost() {
  Case c{"minus-one-is-not-cleaned-up", config("      mode: lost\n", ""), {"--seconds", "1.3"}, {}};
  c.in_order = {"returned -1 with 19 bytes, which are lost"};
  c.plain_only = true;  // a leak, as in Fluent Bit
  c.never = {"FIX input Cleanup", "FIX output Flush"};
  return c;
}

Case retry_once() {
  Case c{"retry", config("      mode: push\n      limit: 1\n", "      mode: once\n", "  scheduler.base: 0\n"),
         {"--records", "1"}, {}};
  c.in_order = {"FIX output FlushCtx thread=flb-pipeline size=19 first=92 tag=fixture-input.0 flush=0",
                "retry in 1 seconds: task_id=0, input=fixture-input.0 > output=fixture-output.0 (out_id=0)",
                "FIX output FlushCtx thread=flb-pipeline size=19 first=92 tag=fixture-input.0 flush=1",
                "succeeded at retry 1"};
  return c;
}

Case retry_exhausted() {
  Case c{"retry-exhausted",
         config("      mode: push\n      limit: 1\n", "      mode: retry\n", "  scheduler.base: 0\n"),
         {"--seconds", "1.8"}, {}};
  c.in_order = {"retry in 1 seconds", "cannot be retried: task_id=0, input=fixture-input.0 > output=fixture-output.0"};
  return c;
}

Case flush_error(const char* mode) {
  Case c{std::string("flush-") + mode,
         config("      mode: push\n      limit: 1\n", std::string("      mode: ") + mode + "\n"),
         {"--seconds", "0.8"}, {}};
  c.in_order = {"with 1 records is dropped: input=fixture-input.0 > output=fixture-output.0 returned ERROR"};
  return c;
}

Case workers() {
  Case c{"workers", config("      mode: push\n", "      workers: 2\n      sleep_ms: 300\n"), {"--records", "6"}, {}};
  c.in_order = {"FIX output FlushCtx thread=flb-out-fixture", "FIX output FlushCtx thread=flb-out-fixture",
                "service will shutdown", "service has stopped (0 pending tasks)", "thread worker #0 stopping...",
                "thread worker #1 stopped", "FIX output PreExit thread=flb-pipeline"};
  c.never = {"FIX output FlushCtx thread=flb-pipeline"};
  return c;
}

// 24 KiB before 5.1, 64 KiB from it: 20 always fit, 40 only there, 70 never.
Case stack(int as, int kib) {
  const bool fits = kib < (as >= 501 ? 64 : 24);
  Case c{"stack-" + std::to_string(kib), config("      mode: push\n", "      stack_kib: " + std::to_string(kib) + "\n"),
         {"--records", "1"}, {}};
  c.plain_only = true;
  if (fits) {
    c.in_order = {"FIX output FlushCtx"};
  } else {
    c.status = -SIGSEGV;
    c.never = {"FIX output FlushCtx"};
  }
  return c;
}

Case def_overrun(int as) {
  Case c{"def-overrun", config("", ""), {"--seconds", "0.2"}, {}};
  c.env = {{"FIXTURE_OVERRUN", "1"}};
  c.plain_only = true;
  c.status = as >= 501 ? 0 : -SIGSEGV;
  return c;
}

Case api_overread(int as) {
  Case c{"api-overread", config("", ""), {"--seconds", "0.2"}, {}};
  c.env = {{"FIXTURE_API_OVERREAD", "1"}};
  c.plain_only = true;
  c.status = as >= 400 ? 0 : -SIGSEGV;
  return c;
}

Case context_written(int as) {
  Case c{"context-written", config("", ""), {"--seconds", "0.2"}, {}};
  c.env = {{"FIXTURE_WRITE_CONTEXT", "1"}};
  if (as >= 401) return c;
  c.in_order = {"[host] plugin 'fixture-input' wrote to an input context", "[engine] input initialization failed"};
  c.status = 1;
  return c;
}

// Fluent Bit's bug: pausing the first instance stops the timer of the last, and the first goes on.
Case wrong_pause() {
  Case c{"pause-hits-the-last-instance",
         config("      mode: poll\n      mem_buf_limit: 10\n", "      mode: retry\n      retry_limit: no_limits\n",
                "  scheduler.base: 60\n"),
         {"--seconds", "3.5"},
         {}};
  c.config.replace(c.config.find("grace: 3"), 8, "grace: 0");
  c.config.insert(c.config.find("  outputs:"), "    - name: fixture-input\n      mode: poll\n");
  c.in_order = {"fixture-input.0 paused (mem buf overlimit",
                "FIX input collect thread=flb-in-fixture- n=1 name=fixture-input.0",
                "FIX input collect thread=flb-in-fixture- n=2 name=fixture-input.0"};
  c.never = {"n=2 name=fixture-input.1"};
  return c;
}

Case limit() {
  Case c{"mem-buf-limit",
         config("      mode: push\n      mem_buf_limit: 100\n", "      sleep_ms: 100\n"), {"--seconds", "1.5"}, {}};
  c.in_order = {"paused (mem buf overlimit - event of size 19B exceeded limit 100 to 1", "FIX input Pause",
                "FIX input Resume"};
  return c;
}

Case two_instances() {
  Case c{"two-instances",
         config("      mode: push\n      tag: a\n      limit: 3\n", "") + "    - name: stdout\n      match: b\n",
         {"--seconds", "0.8"}, {}};
  c.config.insert(c.config.find("  outputs:"),
                  "    - name: fixture-input\n      mode: push\n      tag: b\n      limit: 1\n");
  c.in_order = {"Register", "FIX input Init", "FIX input Init", "FIX input Exit thread=flb-in-fixture- appended=2",
                "FIX input Exit thread=flb-in-fixture- appended=4", "FIX input Unregister"};
  c.on_stdout = {"[0] b: [[", "{\"n\"=>0}]", "{\"n\"=>1}]"};
  c.never = {"[0] a: "};
  return c;
}

Case custom(int as, bool fail) {
  Case c{fail ? "custom-fails" : "custom", config("      mode: poll\n", ""), {"--seconds", "0.3"}, {}};
  c.plain_only = true;  // never unregistered, a custom leaks its definition
  c.config.replace(c.config.find("pipeline:"), 0,
                   std::string("  - @DIR@/fixture_custom.so\ncustoms:\n  - name: fixture-custom\n    mode: ") +
                       (fail ? "fail\n" : "fine\n"));
  if (as < 400) {  // the host acts as the newest patch of a line: custom proxies came with 4.0.3
    c.in_order = {"[config] section 'fixture-custom' tried to instance a plugin name that doesn't exist"};
    c.status = 1;
  } else if (fail) {
    c.in_order = {"[go proxy]: plugin 'fixture-custom' failed to initialize",
                  "[custom] could not initialize 'fixture-custom' plugin"};
    c.status = 1;
  } else {
    c.in_order = {"FIX custom Init thread=flb-pipeline mode=fine sched=none name=fixture-custom.0", "FIX input Init",
                  "FIX output ExitCtx", "FIX custom Exit thread=flb-pipeline", "FIX input Exit",
                  "FIX input Unregister"};
  }
  c.never = {"must not be called"};
  return c;
}

// From 5.1.1 on a key that is not in the plugin's map fails the start, before its Init.
Case config_map(int as, const std::string& kind) {
  const std::string line = "      speed: 1\n";
  Case c{"config-map-" + kind,
         config("      mode: poll\n" + (kind == "input" ? line : ""), "      Mode: fine\n" + (kind == "output" ? line : "")),
         {"--seconds", "0.3"},
         {}};
  if (kind == "custom") {
    c.plain_only = true;  // never unregistered, a custom leaks its definition
    c.config.replace(c.config.find("pipeline:"), 0,
                     "  - @DIR@/fixture_custom.so\ncustoms:\n  - name: fixture-custom\n    speed: 1\n");
  }
  c.env = {{"FIXTURE_CONFIG_MAP", "1"}};
  if (as < 501) {
    c.in_order = {"FIX " + kind + " Init"};
    return c;
  }
  c.in_order = {"[config] fixture-" + kind + ": unknown configuration property 'speed'. The following properties are allowed: "
                "mode, and limit."};
  c.never = {"FIX " + kind + " Init"};
  c.status = 1;
  return c;
}

Case reload(int as) {
  Case c{"reload", config("      mode: push\n", "", "  hot_reload: on\n"), {"--seconds", "10"}, {}};
  c.send = SIGHUP;
  c.then = SIGTERM;
  c.in_order = {"FIX input PreRun thread=flb-in-fixture- hot=1", "caught signal (SIGHUP)",
                "FIX input PreRegister thread=flb-node-host hot=1",
                "FIX input Register", "FIX output Register", "stop everything of the old context",
                "FIX output PreExit thread=flb-pipeline reload=1", "FIX input PreExit thread=flb-in-fixture- reload=1",
                "FIX input Exit", "FIX input Unregister", "FIX output Unregister", "start everything", "FIX input Init",
                "successful reload done", "caught signal (SIGTERM)",
                "FIX input PreExit thread=flb-in-fixture- reload=0",
                "FIX input Unregister"};
  (void)as;
  return c;
}

Case metrics(bool alloc, bool mix) {
  Case c{mix ? "allocators-mixed" : alloc ? "metrics-alloc" : "metrics",
         "service:\n  flush: 0.05\nplugins:\n  - @DIR@/fixture_metrics.so\n"
         "pipeline:\n  inputs:\n    - name: fixture-metrics\n"
         "  outputs:\n    - name: 'null'\n      match: '*'\n",
         {"--seconds", "0.2"}, {}};
  c.in_order = {"FIX metrics checked thread=flb-in-fixture- failures=0"};
  c.alloc = alloc;
  if (mix) {
    c.env = {{"FIXTURE_MIX", "1"}};
    c.in_order = {"a block of another allocator was given to free()"};
    c.status = -SIGABRT;
  }
  return c;
}

// Two that crash Fluent Bit 5.1.1 (seen there).
Case metrics_crash() {
  Case c = metrics(false, false);
  c.name = "metrics-wrong-labels";
  c.env = {{"FIXTURE_WRONG_LABELS", "1"}};
  c.in_order = {"metric 'n_s_q' is given the wrong number of labels: Fluent Bit crashes here"};
  c.status = -SIGABRT;
  return c;
}

}  // namespace

std::vector<Case> cases_for(const As& as) {
  const int n = as.number;
  return {life_cycle(n), exit_order(), push(), two_instances(), without_thread(), null_config(), reload(n),
          input_fails(), exit_without_init(), output_fails(), init_retry(), lost(), custom(n, false), custom(n, true),
          retry_once(), retry_exhausted(), flush_error("error"), flush_error("odd"), workers(), limit(), wrong_pause(),
          stack(n, 20), stack(n, 40), stack(n, 70), def_overrun(n), api_overread(n), context_written(n),
          config_map(n, "input"), config_map(n, "output"), config_map(n, n < 400 ? "input" : "custom"),
          metrics(false, false), metrics(true, false), metrics(true, true), metrics_crash()};
}
