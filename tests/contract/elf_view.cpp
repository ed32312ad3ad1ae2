#include "contract/elf_view.hpp"

#include <fcntl.h>
#include <gelf.h>
#include <unistd.h>

#include <stdexcept>

namespace hexameter::test {
namespace {

void take_symbols(Elf* elf, Elf_Scn* section, const GElf_Shdr& header, ElfView& view) {
    Elf_Data* data = elf_getdata(section, nullptr);
    const std::size_t count = header.sh_size / header.sh_entsize;
    for (std::size_t i = 0; i < count; ++i) {
        GElf_Sym symbol;
        gelf_getsym(data, static_cast<int>(i), &symbol);
        const unsigned char binding = GELF_ST_BIND(symbol.st_info);
        if (symbol.st_shndx == SHN_UNDEF || binding == STB_LOCAL) {
            continue;
        }
        const std::string name = elf_strptr(elf, header.sh_link, symbol.st_name);
        view.exports.push_back(name);
        if (binding == STB_GNU_UNIQUE) {
            view.unique.push_back(name);
        }
    }
}

void take_section(Elf* elf, std::size_t names, Elf_Scn* section, ElfView& view) {
    GElf_Shdr header;
    gelf_getshdr(section, &header);
    if (header.sh_type == SHT_DYNSYM) {
        take_symbols(elf, section, header, view);
    } else if (std::string(elf_strptr(elf, names, header.sh_name)) == ".hxm_manifest") {
        const Elf_Data* data = elf_getdata(section, nullptr);
        view.manifest.assign(static_cast<const char*>(data->d_buf), data->d_size);
        view.manifest.resize(view.manifest.find('\0'));
    }
}

}  // namespace

ElfView view_elf(const std::filesystem::path& file) {
    elf_version(EV_CURRENT);
    const int fd = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    Elf* elf = fd < 0 ? nullptr : elf_begin(fd, ELF_C_READ, nullptr);
    std::size_t names = 0;
    if (elf == nullptr || elf_getshdrstrndx(elf, &names) != 0) {
        throw std::runtime_error(file.string() + " is no ELF file");
    }
    ElfView view;
    for (Elf_Scn* section = elf_nextscn(elf, nullptr); section != nullptr;
         section = elf_nextscn(elf, section)) {
        take_section(elf, names, section, view);
    }
    elf_end(elf);
    close(fd);
    return view;
}

}  // namespace hexameter::test
