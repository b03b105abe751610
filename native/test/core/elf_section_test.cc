#include "core/elf_section.h"

#include <doctest.h>

#include <fstream>
#include <iterator>
#include <string>

using flbnode::ElfSection;

TEST_CASE("a section of this very program, and of what is left of it") {
  std::ifstream in("/proc/self/exe", std::ios::binary);
  const std::string file{std::istreambuf_iterator<char>(in), {}};
  const auto comment = ElfSection(file, ".comment");  // the compiler's name
  REQUIRE(comment.has_value());
  CHECK(comment->find_first_of("0123456789") != std::string_view::npos);
  CHECK(ElfSection(file, ".text")->size() > 10'000);
  CHECK_FALSE(ElfSection(file, ".tex").has_value());
  CHECK_FALSE(ElfSection(file, ".nothing").has_value());
  for (const size_t size : {size_t{0}, size_t{4}, size_t{63}, size_t{64}, file.size() - 1}) {
    CHECK_FALSE(ElfSection(std::string_view(file).substr(0, size), ".comment").has_value());
  }
}
