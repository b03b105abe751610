// Runs flb-node-host against the fixture plugins: host_test HOST HOST-ALLOC FIXTURES VERSION [CASE].
// HOST-ALLOC is "-" in a build with a sanitizer, which skips what a sanitizer sees otherwise.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "cases.h"

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kTimeout = std::chrono::seconds(30);

struct Result {
  std::string out, err;
  int status = 0;
  bool timed_out = false;
};

std::string replace_all(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

[[noreturn]] void exec(const Case& c, const std::string& host, const std::string& file, const std::string& version) {
  for (const auto& [key, value] : c.env) setenv(key.c_str(), value.c_str(), 1);
  std::vector<std::string> args = {"flb-node-host", "-c", file, "--as", version};
  args.insert(args.end(), c.args.begin(), c.args.end());
  std::vector<char*> argv;
  for (std::string& arg : args) argv.push_back(arg.data());
  argv.push_back(nullptr);
  execv(host.c_str(), argv.data());
  std::perror(host.c_str());
  _exit(127);
}

// Sends the case's signals as what they wait for shows up.
void send_signals(const Case& c, pid_t child, const std::string& err, int* sent) {
  if (*sent == 0 && c.send != 0 && err.find("FIX input PreRun") != std::string::npos) {
    kill(child, c.send);
    *sent = 1;
  }
  if (*sent == 1 && c.then != 0 && err.find("successful reload") != std::string::npos) {
    kill(child, c.then);
    *sent = 2;
  }
}

Result run(const Case& c, const std::string& host, const std::string& file, const std::string& version) {
  int out[2], err[2];
  if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) std::abort();
  const pid_t child = fork();
  if (child == 0) {
    dup2(out[1], 1);
    dup2(err[1], 2);
    exec(c, host, file, version);
  }
  close(out[1]);
  close(err[1]);
  Result result;
  const auto deadline = Clock::now() + kTimeout;
  pollfd fds[] = {{out[0], POLLIN, 0}, {err[0], POLLIN, 0}};
  int sent = 0;
  while (fds[0].fd >= 0 || fds[1].fd >= 0) {
    poll(fds, 2, 200);
    if (Clock::now() > deadline && !result.timed_out) {
      result.timed_out = true;
      kill(child, SIGKILL);
    }
    for (int i = 0; i < 2; ++i) {
      if (fds[i].fd < 0 || fds[i].revents == 0) continue;
      char buffer[4096];
      const ssize_t n = read(fds[i].fd, buffer, sizeof buffer);
      if (n > 0) {
        (i == 0 ? result.out : result.err).append(buffer, static_cast<std::size_t>(n));
      } else {
        close(fds[i].fd);
        fds[i].fd = -1;
      }
    }
    send_signals(c, child, result.err, &sent);
  }
  int status;
  waitpid(child, &status, 0);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return result;
}

// Each part on a line of its own or later on the same one, in this order.
std::string missing(const std::string& text, const std::vector<std::string>& parts) {
  std::size_t at = 0;
  for (const std::string& part : parts) {
    const std::size_t found = text.find(part, at);
    if (found == std::string::npos) return part;
    at = found + part.size();
  }
  return "";
}

std::string verdict(const Case& c, const Result& result) {
  if (result.timed_out) return "timed out";
  if (result.status != c.status) {
    return "ended with " + std::to_string(result.status) + " instead of " + std::to_string(c.status);
  }
  std::string part = missing(result.err, c.in_order);
  if (!part.empty()) return "not seen on stderr, in this order: " + part;
  part = missing(result.out, c.on_stdout);
  if (!part.empty()) return "not seen on stdout, in this order: " + part;
  for (const std::string& never : c.never) {
    if ((result.err + result.out).find(never) != std::string::npos) return "must not be seen: " + never;
  }
  return "";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  const std::string version = argv[4];
  const As as{version, std::atoi(version.c_str()) * 100 + std::atoi(version.c_str() + version.find('.') + 1)};
  int failed = 0, passed = 0, skipped = 0;
  for (const Case& c : cases_for(as)) {
    if (argc > 5 && c.name != argv[5]) continue;
    if (std::strcmp(argv[2], "-") == 0 && (c.alloc || c.plain_only)) {
      ++skipped;
      continue;
    }
    char file[] = "/tmp/host-test-XXXXXX.yaml";
    close(mkstemps(file, 5));
    std::ofstream(file) << replace_all(c.config, "@DIR@", argv[3]);
    const Result result = run(c, c.alloc ? argv[2] : argv[1], file, version);
    unlink(file);
    const std::string wrong = verdict(c, result);
    if (wrong.empty()) {
      ++passed;
      continue;
    }
    ++failed;
    std::printf("FAILED %s --as %s: %s\n--- config\n%s\n--- stdout\n%s\n--- stderr\n%s\n", c.name.c_str(),
                version.c_str(), wrong.c_str(), c.config.c_str(), result.out.c_str(), result.err.c_str());
  }
  std::printf("%d passed, %d failed, %d skipped (host as %s)\n", passed, failed, skipped, version.c_str());
  return failed == 0 && passed > 0 ? 0 : 1;
}
