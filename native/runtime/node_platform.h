// Node in Fluent Bit's process: V8 and libuv once per process, and the main environment on a thread of its own.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/mailbox.h"

namespace node {
class Environment;
class MultiIsolatePlatform;
}  // namespace node

namespace flbnode {

// To src/runtime/supervisor.ts.
struct SupervisorMessage {
  enum Kind {
    kStart,     // a new instance: make its Workers
    kEnd,       // restart it no more; report at once if it does not run
    kStop,      // terminate it now
    kShutdown,  // the last instance has gone: end
    kReady,     // its init resolved
  } kind;
  // Of a Worker; of a new instance, that of its first.
  uint32_t id = 0;
};

class NodePlatform {
 public:
  static NodePlatform& Get();

  // How Node is started: as its first user says.
  struct StartOptions {
    // Options of Node itself and of V8; once per process.
    std::vector<std::string> args;
    // Whether there is an inspector, which can be opened (node.inspect); until the last Release.
    bool inspector = false;
  };

  // One user more. The first one starts Node and waits until the supervisor listens. False, with a reason, when Node
  // cannot start.
  bool Acquire(const StartOptions& options, std::string* error);
  // One user less. The last one ends the main environment and joins its thread; V8 stays, for a reload.
  void Release();

  // The supervisor's thread. Is there an inspector?
  bool has_inspector() const { return has_inspector_; }

  // After every Init: makes the clean-up at exit() run before the destructors of statics that libnode has made since
  // the last time (handlers and destructors run in reverse order of their registration).
  void CoverExit();

  // Any thread. False when no supervisor runs.
  bool Post(SupervisorMessage message);

  // ---- the supervisor's thread (bridge_supervisor.cc) ----
  void Listen(std::function<void()> wake);
  void Unlisten();
  std::vector<SupervisorMessage> TakeMessages();

 private:
  bool Start(const StartOptions& options, std::string* error);
  void Stop();
  void Run(const StartOptions& options);
  std::string InitializeOnce(const std::vector<std::string>& options);
  void RunEnvironment(std::string* error);
  void Finished(const std::string& error);
  static void AtExit(int status, void* self);

  enum class State { kStopped, kStarting, kRunning, kFinished };

  // Held for the whole of Acquire and Release: a reload's Init waits until the old environment has gone.
  std::mutex users_mutex_;
  int users_ = 0;

  std::mutex mutex_;
  std::condition_variable changed_;
  State state_ = State::kStopped;
  std::string error_;
  node::Environment* environment_ = nullptr;  // while its loop may run
  std::function<void()> wake_;
  Mailbox<SupervisorMessage> mailbox_;

  std::thread thread_;
  // Its Node thread did not end: the process must not run static destructors under it.
  bool wedged_ = false;
  bool exiting_ = false;
  // What Node was started with.
  std::vector<std::string> args_;
  // The Node thread's.
  bool has_inspector_ = false;
  // Made once, never deleted: see Run().
  node::MultiIsolatePlatform* platform_ = nullptr;
};

}  // namespace flbnode
