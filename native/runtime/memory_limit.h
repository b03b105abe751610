// Keeps what an instance's Worker allocates within node.heap_mb: one limit for V8's heap, and as much again for the
// buffers outside of it. Without it V8 ends the process where one allocation goes beyond the limit, and buffers have none.
#pragma once

#include <memory>

namespace flbnode {

class WorkerLink;

// On the Worker's thread, once, with its environment entered; in force until that environment's clean-up. Beyond the
// limit the log says so, with the stack, and the Worker ends as after worker.terminate().
void LimitMemory(const std::shared_ptr<WorkerLink>& worker);

}  // namespace flbnode
