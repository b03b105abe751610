// A string of JavaScript's that is not copied.
#pragma once

#include <napi.h>

#include <string_view>

namespace flbnode {

// `text`, in UTF-8, has to stay as it is for the life of the process. In V8's heap there is a pointer to it instead of a
// copy in each Worker: a bundle is 0.5 MB or more. Of text that is not ASCII, which V8 cannot read as it is, there is one
// copy in the process.
Napi::String TextInPlace(Napi::Env env, std::string_view text);

}  // namespace flbnode
