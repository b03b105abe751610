#include "core/redactor.h"

#include <doctest.h>

using flbnode::Redactor;

TEST_CASE("a redactor replaces values wherever they stand, over lines, and once per run") {
  Redactor redactor;
  CHECK(redactor.Redact("hunter22") == "hunter22");
  redactor.Add({"hunter22", "one\ntwo", ""});
  CHECK(redactor.Redact("a=hunter22&b=xhunter22y\nhunter22") == "a=[secret]&b=x[secret]y\n[secret]");
  CHECK(redactor.Redact("one\ntwo\nthree") == "[secret]\nthree");
  CHECK(redactor.Redact("") == "");
}

TEST_CASE("a redactor leaves nothing of values that overlap, contain each other, or look like its mark") {
  Redactor redactor;
  redactor.Add({"abcd", "abcdefgh", "cdefxy", "secret"});
  redactor.Add({"abcd"});
  CHECK(redactor.Redact("abcdefgh abcd") == "[secret] [secret]");
  CHECK(redactor.Redact("abcdefxy") == "[secret]");
  CHECK(redactor.Redact("secret") == "[secret]");
}

TEST_CASE("a redactor replaces short values as whole words only") {
  Redactor redactor;
  redactor.Add({"on", "7"});
  CHECK(redactor.Redact("on connection 7 of 77: on.") == "[secret] connection [secret] of 77: [secret].");
}
