// What V8 and Node do where they cannot go on is abort(). On a Worker's thread, that thread stands still instead, for
// ever: its flushes are answered, the instance has failed, and Fluent Bit and the other instances go on.
#pragma once

#include <memory>

namespace flbnode {

class WorkerLink;

// On the Worker's thread: from now on it is that of `worker`; of none with null, where abort() is abort().
void SetWorkerOfThread(std::shared_ptr<WorkerLink> worker);

// Does not return on a Worker's thread. `why` is for the log.
void StandStillOnWorker(const char* why);

}  // namespace flbnode
