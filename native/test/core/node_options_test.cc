#include "core/node_options.h"

#include <doctest.h>

using flbnode::AllowedNodeOptions;
using flbnode::NodeOptions;
using flbnode::ParseNodeOptions;
using Words = std::vector<std::string>;

TEST_CASE("options go to the process or to each environment") {
  const NodeOptions options = ParseNodeOptions("  --stack_trace_limit=50 --max-http-header-size=32768\t--jitless ");
  CHECK(options.refused == "");
  CHECK(options.process == Words{"--stack_trace_limit=50", "--jitless"});
  CHECK(options.environment == Words{"--max-http-header-size=32768"});
  CHECK(ParseNodeOptions("").process.empty());
}

TEST_CASE("what is not listed is refused, with a reason, and nothing of the rest is taken") {
  for (const char* word : {"--require", "--require=x.cjs", "-r", "--import=data:,x", "--loader=x", "--eval=1", "-e", "-p",
                           "--inspect", "--inspect-brk=0.0.0.0:1", "--inspect_publish_uid=http", "--title=x", "--test",
                           "--abort-on-uncaught-exception", "--max-old-space-size=1", "--v8-pool-size=100", "--expose-gc",
                           "--allow-fs-read=*", "--permission", "--expose-internals", "--openssl-config=x", "--env-file=x",
                           "--report-on-signal", "--heapsnapshot-signal=SIGUSR2", "--", "-", "plugin.js", "--no-jitless",
                           "--jitless=1", "--stack-trace-limit", "--stack-trace-limit=", "--stack-trace-limit=x",
                           "--require\\=x", "\"--jitless\"", "--jitless\"", "--diagnostic-dir=/"}) {
    CAPTURE(word);
    const NodeOptions options = ParseNodeOptions(std::string("--jitless ") + word);
    CHECK(options.refused == word);
    CHECK(options.reason != "");
    CHECK(options.process.empty());
  }
  CHECK(ParseNodeOptions("--inspect").reason == "use node.inspect");
  CHECK(ParseNodeOptions("--max-old-space-size=9").reason == "use node.heap_mb");
}

TEST_CASE("the list of what is allowed says which have a value") {
  CHECK(AllowedNodeOptions().find("--stack-trace-limit=, ") != std::string::npos);
  CHECK(AllowedNodeOptions().find("--jitless, ") != std::string::npos);
}
