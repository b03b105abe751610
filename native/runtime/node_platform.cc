#include "node_platform.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "bridge.h"
#include "core/error_text.h"
#include "error_table.h"
#include "log.h"
#include "node_compat.h"
#include "registry.h"

extern "C" const char flbnode_supervisor_js_start[];
extern "C" const char flbnode_supervisor_js_end[];

namespace flbnode {

namespace {

// The supervisor terminates its Workers (5 ms each when measured) and returns.
constexpr auto kStopTimeout = std::chrono::seconds(3);

// Blocks every signal while it lives: a thread inherits the mask of its maker, so neither Node's threads nor those that
// they make ever run Fluent Bit's signal handlers.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

}  // namespace

NodePlatform& NodePlatform::Get() {
  static NodePlatform* const platform = new NodePlatform();
  return *platform;
}

bool NodePlatform::Acquire(const StartOptions& options, std::string* error) {
  std::lock_guard<std::mutex> lock(users_mutex_);
  if (users_ == 0 && !Start(options, error)) return false;
  ++users_;
  if (!options.args.empty() && options.args != args_) {
    Log::Get().Push(flb::kLogWarn, "[fluent-bit-node] ", ErrorText(errors::kNodeOptionsLate, {}));
  }
  return true;
}

void NodePlatform::Release() {
  std::lock_guard<std::mutex> lock(users_mutex_);
  if (--users_ == 0) Stop();
}

bool NodePlatform::Start(const StartOptions& options, std::string* error) {
  if (wedged_) {
    *error = ErrorText(errors::kWedged, {});
    return false;
  }
  {
    std::lock_guard<std::mutex> lock(mutex_);
    state_ = State::kStarting;
    error_.clear();
  }
  {
    SignalsBlocked blocked;
    thread_ = std::thread([this, options] { Run(options); });
  }
  pthread_setname_np(thread_.native_handle(), "flb-node");
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return state_ != State::kStarting; });
  if (state_ == State::kRunning) return true;
  *error = ErrorText(errors::kNodeStart, {error_});
  lock.unlock();
  thread_.join();
  lock.lock();
  state_ = State::kStopped;
  return false;
}

void NodePlatform::Stop() {
  if (!thread_.joinable()) return;
  Post({SupervisorMessage::kShutdown});
  {
    std::unique_lock<std::mutex> lock(mutex_);
    auto finished = [this] { return state_ == State::kFinished; };
    if (!changed_.wait_for(lock, kStopTimeout, finished)) {
      // The supervisor's own loop is stuck. environment_ is only set while Stop is safe to call on it.
      if (environment_ != nullptr) node::Stop(environment_);
      wedged_ = !changed_.wait_for(lock, kStopTimeout, finished);
    }
  }
  if (wedged_) {
    Log::Get().Push(flb::kLogError, "[fluent-bit-node] ", ErrorText(errors::kWedged, {}));
    thread_.detach();
    return;
  }
  thread_.join();
  std::lock_guard<std::mutex> lock(mutex_);
  state_ = State::kStopped;
}

bool NodePlatform::Post(SupervisorMessage message) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (state_ != State::kRunning) return false;
  if (mailbox_.Push(message) && wake_) wake_();
  return true;
}

void NodePlatform::Listen(std::function<void()> wake) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    wake_ = std::move(wake);
    state_ = State::kRunning;
    if (!mailbox_.empty()) wake_();
  }
  changed_.notify_all();
}

void NodePlatform::Unlisten() {
  std::lock_guard<std::mutex> lock(mutex_);
  wake_ = nullptr;
}

std::vector<SupervisorMessage> NodePlatform::TakeMessages() { return mailbox_.TakeAll(); }

void NodePlatform::Finished(const std::string& error) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (state_ == State::kRunning && !error.empty()) {
      Log::Get().Push(flb::kLogError, "[fluent-bit-node] ", ErrorText(errors::kSupervisor, {error}));
    }
    error_ = error;
    state_ = State::kFinished;
  }
  changed_.notify_all();
}

// ---- the Node thread ----

void NodePlatform::Run(const StartOptions& options) {
  // V8 cannot be shut down and started again in a process, so this part runs once; the environment comes and goes.
  std::string error = platform_ == nullptr ? InitializeOnce(options.args) : "";
  has_inspector_ = options.inspector;
  if (error.empty()) RunEnvironment(&error);
  Finished(error);
  mailbox_.TakeAll();
  // None is left after a shutdown. After a death of the supervisor nobody else would tell them.
  for (const auto& instance : Registry::Get().All()) {
    for (size_t i = 0; i < instance->worker_count(); ++i) instance->worker(i).Exited(false);
  }
}

std::string NodePlatform::InitializeOnce(const std::vector<std::string>& options) {
  namespace Flags = node::ProcessInitializationFlags;
  // NODE_OPTIONS is meant for other programs; node.options can ask for it, and then it has been checked.
  constexpr uint32_t flags = Flags::kNoStdioInitialization | Flags::kNoDefaultSignalHandling | Flags::kNoInitializeV8 |
                             Flags::kNoInitializeNodeV8Platform | Flags::kNoAdjustResourceLimits |
                             Flags::kNoUseLargePages | Flags::kNoPrintHelpOrVersionOutput |
                             Flags::kDisableNodeOptionsEnv;
  args_ = options;
  std::vector<std::string> args = {"fluent-bit"};
  args.insert(args.end(), options.begin(), options.end());
  auto result = node::InitializeOncePerProcess(args, static_cast<Flags::Flags>(flags));
  for (const std::string& error : result->errors()) return error;
  if (result->early_return() != 0) return "node.options asks Node to do something else";

  const int threads = static_cast<int>(std::max(1u, std::min(4u, std::thread::hardware_concurrency())));
  platform_ = node::MultiIsolatePlatform::Create(threads).release();
  v8::V8::InitializePlatform(platform_);
  v8::V8::Initialize();
  PromoteLibnode();
  CoverExit();
  return "";
}

void NodePlatform::RunEnvironment(std::string* error) {
  std::vector<std::string> errors;
  auto setup = node::CommonEnvironmentSetup::Create(platform_, &errors, std::vector<std::string>{"fluent-bit"},
                                                    std::vector<std::string>{}, compat::EnvironmentFlags(has_inspector_));
  if (setup == nullptr) {
    *error = errors.empty() ? "no environment" : errors.front();
    return;
  }
  v8::Isolate* isolate = setup->isolate();
  {
    v8::Locker locker(isolate);
    v8::Isolate::Scope isolate_scope(isolate);
    v8::HandleScope handle_scope(isolate);
    v8::Context::Scope context_scope(setup->context());
    node::Environment* env = setup->env();

    // The default would call exit() and take Fluent Bit along.
    node::SetProcessExitHandler(env, [](node::Environment* failed, int) { node::Stop(failed); });
    AddBridge(env);
    // The `require` of this script knows built-in modules only, and on Node 18 not under their node: names.
    const std::string script = "(function (require) {" +
                               std::string(flbnode_supervisor_js_start, flbnode_supervisor_js_end) +
                               "\n})(require('module').createRequire(process.execPath));";
    const bool loaded = !node::LoadEnvironment(env, script.c_str()).IsEmpty();
    if (!loaded) *error = "the supervisor could not be loaded";
    if (loaded) {
      {
        std::lock_guard<std::mutex> lock(mutex_);
        environment_ = env;
      }
      // Returns when the supervisor has released its last handle, after kShutdown: one side owns the end.
      const int code = node::SpinEventLoop(env).FromMaybe(1);
      std::lock_guard<std::mutex> lock(mutex_);
      environment_ = nullptr;
      if (code != 0) *error = "the supervisor ended with code " + std::to_string(code);
    }
    node::Stop(env);
  }
  Unlisten();
  // ~CommonEnvironmentSetup frees the environment, which terminates and joins whatever Workers are left.
}

void NodePlatform::CoverExit() { on_exit(AtExit, this); }

// By now the last Exit has joined the Node thread, or Fluent Bit left without calling it (a failed start, exit()
// somewhere).
void NodePlatform::AtExit(int status, void* self) {
  auto* platform = static_cast<NodePlatform*>(self);
  if (platform->exiting_) return;
  platform->exiting_ = true;
  // Not users_mutex_: a thread that Fluent Bit left behind inside Init or Exit may hold it for ever.
  if (platform->thread_.joinable()) platform->Stop();
  // Static destructors under a live Node thread crash (seen in 1 of 8 runs): skip them, keep the status.
  if (platform->wedged_) _exit(status);
  v8::V8::Dispose();
  v8::V8::DisposePlatform();
  node::TearDownOncePerProcess();
}

}  // namespace flbnode
