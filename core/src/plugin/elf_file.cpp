// Invariants:
// 1. Sizes and offsets come from an untrusted file: libelf checks them against the file's size, and
//    every pointer it hands out is checked for null.
// 2. Strings are read through elf_strptr, which refuses offsets outside its table.
// 3. Opening never waits: a pipe without a writer is opened at once, and then refused as no file.
#include "plugin/elf_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <gelf.h>
#include <libelf.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <string_view>
#include <system_error>

// The ELF header of the program that this code is linked into, from the linker.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): its name, not ours
extern "C" [[gnu::visibility("hidden")]] const ElfW(Ehdr) __ehdr_start;

namespace hexameter::detail {
namespace {

class Descriptor {
  public:
    explicit Descriptor(const std::filesystem::path& file)
        : fd_(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)) {}

    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int get() const { return fd_; }

    [[nodiscard]] bool is_regular_file() const {
        struct stat status {};

        return ::fstat(fd_, &status) == 0 && S_ISREG(status.st_mode);
    }

  private:
    int fd_;
};

// "aarch64"; with what differs from the usual for machines that are called the same.
template <class Head>
std::string cpu_of(const Head& head) {
    struct Name {
        unsigned machine;
        const char* word;
    };

    constexpr std::array names{Name{EM_X86_64, "x86-64"},   Name{EM_386, "x86"},
                               Name{EM_AARCH64, "aarch64"}, Name{EM_ARM, "arm"},
                               Name{EM_RISCV, "riscv"},     Name{EM_PPC64, "powerpc64"},
                               Name{EM_PPC, "powerpc"},     Name{EM_S390, "s390"},
                               Name{EM_MIPS, "mips"},       Name{EM_LOONGARCH, "loongarch"}};
    auto words = fmt::format("ELF machine {}", head.e_machine);
    for (const auto& name : names)
        if (name.machine == head.e_machine) words = name.word;
    if (head.e_ident[EI_CLASS] != __ehdr_start.e_ident[EI_CLASS])
        words += head.e_ident[EI_CLASS] == ELFCLASS32 ? " with 32-bit words" : " with 64-bit words";
    if (head.e_ident[EI_DATA] != __ehdr_start.e_ident[EI_DATA])
        words += head.e_ident[EI_DATA] == ELFDATA2MSB ? ", big-endian" : ", little-endian";
    return words;
}

Status check_cpu(const GElf_Ehdr& head) {
    if (head.e_machine == __ehdr_start.e_machine &&
        head.e_ident[EI_CLASS] == __ehdr_start.e_ident[EI_CLASS] &&
        head.e_ident[EI_DATA] == __ehdr_start.e_ident[EI_DATA])
        return {};
    return Error(ErrorCode::plugin, fmt::format("is for another CPU: {}, this machine is {}",
                                                cpu_of(head), cpu_of(__ehdr_start)));
}

void read_manifest(Elf_Scn* section, ElfFile& out) {
    const Elf_Data* data = elf_getdata(section, nullptr);
    if (data == nullptr || data->d_buf == nullptr) return;
    std::string text(static_cast<const char*>(data->d_buf), data->d_size);
    while (!text.empty() && text.back() == '\0') text.pop_back();
    out.manifest = std::move(text);
}

void read_exports(Elf* elf, Elf_Scn* section, const GElf_Shdr& header, ElfFile& out) {
    Elf_Data* data = elf_getdata(section, nullptr);
    if (data == nullptr || header.sh_entsize == 0) return;
    const auto count = static_cast<int>(header.sh_size / header.sh_entsize);
    for (int i = 0; i < count; ++i) {
        GElf_Sym symbol;
        if (gelf_getsym(data, i, &symbol) == nullptr) continue;
        const auto binding = GELF_ST_BIND(symbol.st_info);
        if (symbol.st_shndx == SHN_UNDEF || symbol.st_shndx == SHN_ABS || binding == STB_LOCAL)
            continue;
        if (const char* name = elf_strptr(elf, header.sh_link, symbol.st_name))
            out.exports.emplace_back(name);
    }
}

void read_needed(Elf* elf, Elf_Scn* section, const GElf_Shdr& header, ElfFile& out) {
    Elf_Data* data = elf_getdata(section, nullptr);
    if (data == nullptr || header.sh_entsize == 0) return;
    const auto count = static_cast<int>(header.sh_size / header.sh_entsize);
    for (int i = 0; i < count; ++i) {
        GElf_Dyn entry;
        if (gelf_getdyn(data, i, &entry) == nullptr || entry.d_tag != DT_NEEDED) continue;
        if (const char* name = elf_strptr(elf, header.sh_link, entry.d_un.d_val))
            out.needed.emplace_back(name);
    }
}

}  // namespace

Result<ElfFile> read_elf(const std::filesystem::path& file) {
    const Descriptor descriptor(file);
    if (descriptor.get() < 0)
        return Error(ErrorCode::io, "cannot be read: " + std::generic_category().message(errno));
    if (!descriptor.is_regular_file()) return Error(ErrorCode::plugin, "it is no regular file");
    elf_version(EV_CURRENT);
    const std::unique_ptr<Elf, int (*)(Elf*)> elf(elf_begin(descriptor.get(), ELF_C_READ, nullptr),
                                                  &elf_end);
    if (!elf || elf_kind(elf.get()) != ELF_K_ELF)
        return Error(ErrorCode::plugin, "not an ELF file: a plugin is a shared library (.so)");
    GElf_Ehdr head;
    std::size_t names = 0;
    const bool has_head = gelf_getehdr(elf.get(), &head) != nullptr;
    if (has_head)
        if (auto ok = check_cpu(head); !ok) return ok.error();
    if (!has_head || head.e_type != ET_DYN || elf_getshdrstrndx(elf.get(), &names) != 0)
        return Error(ErrorCode::plugin, "an ELF file, but no whole shared library");

    ElfFile out;
    for (Elf_Scn* section = elf_nextscn(elf.get(), nullptr); section != nullptr;
         section = elf_nextscn(elf.get(), section)) {
        GElf_Shdr header;
        if (gelf_getshdr(section, &header) == nullptr) continue;
        const char* name = elf_strptr(elf.get(), names, header.sh_name);
        if (name != nullptr && std::string_view(name) == ".hxm_manifest")
            read_manifest(section, out);
        else if (header.sh_type == SHT_DYNSYM)
            read_exports(elf.get(), section, header, out);
        else if (header.sh_type == SHT_DYNAMIC)
            read_needed(elf.get(), section, header, out);
    }
    return out;
}

}  // namespace hexameter::detail
