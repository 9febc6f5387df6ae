/*
 * A plugin of QEMU's full-system emulation of MIPS (32 bits, little-endian) that sends to disco what a machine does: instructions,
 * loads, stores, and what the kernel's functions tell of tasks, pages, locks and disks. It is compiled on first use by
 * `cc -O2 -fPIC -shared`. No package has the header of QEMU's plugin interface, so what is used of it (version 1) is declared here.
 *
 * Arguments: port=N, the TCP port of 127.0.0.1 to send to; qmp=PATH, a socket of QEMU's monitor; hooks=PATH; quantum=N,
 * instructions of a CPU's turn where there are two. `stream.ts` describes what is sent, `hooks.ts` the hooks and what each kind is.
 *
 * The guest's memory is QEMU's memory-backend-memfd, found in this process: after a store its value can be read there. Registers
 * cannot be read; that an instruction with base register r and offset d accesses address a tells that r = a - d.
 *
 * The boot runs at nearly full speed: until a task executes `ori $0,$0,0xD151` only context switches, page tables and notifications
 * of disks are looked at. With one CPU and -icount everything repeats bit by bit, as after a notification the CPU waits until the disk is done.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* QEMU's interface. */
#define EXPORT __attribute__((visibility("default")))
typedef uint64_t plugin_id;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_plugin_hwaddr;
typedef struct {
    const char *target_name;
    struct { int min, cur; } version;
    bool system_emulation;
    struct { int smp_vcpus, max_vcpus; } system;
} qemu_info;
typedef void (*on_vcpu)(plugin_id, unsigned);
typedef void (*on_exec)(unsigned, void *);
typedef void (*on_mem)(unsigned, uint32_t, uint64_t, void *);
enum { NO_REGISTERS = 0, READS_AND_WRITES = 3, ADD_64 = 0 };
extern void qemu_plugin_register_vcpu_idle_cb(plugin_id, on_vcpu);
extern void qemu_plugin_register_vcpu_resume_cb(plugin_id, on_vcpu);
extern void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id, void (*)(plugin_id, struct qemu_plugin_tb *));
extern void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *, on_exec, int, void *);
extern void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *, on_exec, int, void *);
extern void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *, int, void *, uint64_t);
extern void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *, on_mem, int, int, void *);
extern void qemu_plugin_register_flush_cb(plugin_id, void (*)(plugin_id));
extern void qemu_plugin_register_atexit_cb(plugin_id, void (*)(plugin_id, void *), void *);
extern void qemu_plugin_reset(plugin_id, void (*)(plugin_id));
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
extern struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
extern uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *);
extern void *qemu_plugin_insn_haddr(const struct qemu_plugin_insn *);
extern size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *);
extern const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *);
extern unsigned qemu_plugin_mem_size_shift(uint32_t);
extern bool qemu_plugin_mem_is_store(uint32_t);
extern struct qemu_plugin_hwaddr *qemu_plugin_get_hwaddr(uint32_t, uint64_t);
extern bool qemu_plugin_hwaddr_is_io(const struct qemu_plugin_hwaddr *);
extern uint64_t qemu_plugin_hwaddr_phys_addr(const struct qemu_plugin_hwaddr *);

EXPORT int qemu_plugin_version = 1;

/* The stream: `Word` of stream.ts says what each is. */
enum kind {
    BLOCK, TURN, DEFINE, FORGET, PARTIAL, FRAME, TASK, NAME, SPACE, SYSCALL, CLEAR, FREE, LOCK, UNLOCK, FILE_PAGE,
    IDLE, RESUME, DISK, SEND, TOTAL, START, STOP, STOLEN, COPY,
};
enum part { OTHER_PART, CLEAR_PAGE_PART, INTERRUPT_PART };
enum lock_kind { SPIN, SLEEPING, SLEEPING_SHARED };
enum disk_request { READ, WRITE, FLUSH, OTHER, WRITE_ZEROES, DISCARD };
#define WORD(kind, extra, value) ((uint64_t)((extra) << 8 | (kind)) << 48 | (value))
#define ACCESS 0x8000
#define STORE 0x4000
#define NO_PAGE UINT32_C(0xffffff)

enum {
    CPUS = 8,
    ROOM = 1 << 16,      /* words of a turn */
    SPARE = 1 << 13,     /* words left at least when a block begins */
    OUT = 1 << 16,       /* bytes gathered before they are sent */
    PATIENCE = 10,       /* milliseconds */
    MOST = 512,          /* instructions of a block: QEMU's own limit */
    FRAMES = 1 << 12,    /* pages whose frame is remembered, of a CPU */
    TASKS = 1 << 12,     /* tasks that are remembered */
    NAME_BYTES = 16,     /* TASK_COMM_LEN */
    HELD = 64,           /* locks held at a time */
    NESTED = 8,          /* locks that a CPU waits for, each in an interrupt of the one before */
    QUEUES = 16,
    MOST_PIECES = 1 << 10,
    DISK_PATIENCE = 10,  /* seconds */
};

/* Kinds of hooks, by the names they have in the file, and what an instruction within one is looked at for. */
enum hook_kind { SWITCH, PAGE_TABLE, SYSTEM_CALL, INTERRUPT, CLEAR_PAGE, COPY_PAGE, FREE_PAGE, FREE_BLOCK, MERGE, ACCESSED, SPIN_LOCK, SPIN_TRYLOCK, SPIN_WAIT,
    MUTEX_LOCK, MUTEX_WAIT, MUTEX_UNLOCK, WRITE_LOCK, WRITE_WAIT, WRITE_UNLOCK, READ_LOCK, READ_TRYLOCK, READ_WAIT, READ_UNLOCK, DOWNGRADE, HOOK_KINDS };
static const char *const hook_names[HOOK_KINDS] = { "switch", "page-table", "system-call", "interrupt", "clear", "copy", "free", "free-block", "merge", "accessed",
    "spin-lock", "spin-trylock", "spin-wait", "mutex-lock", "mutex-wait", "mutex-unlock", "write-lock", "write-wait", "write-unlock",
    "read-lock", "read-trylock", "read-wait", "read-unlock", "downgrade" };
enum role { NOTHING, NEXT_TASK, NEXT_PAGE_TABLE, CALL_NUMBER, FILLED, FREE_ORDER, FREED, BLOCK_FREED, MERGED, USED, LOAD_LINKED, STORE_CONDITIONAL };

typedef struct {
    uint8_t kind;
    bool analysed;
    uint32_t first, end;
    uint32_t chosen;     /* address of the instruction whose access tells the argument, 0: none */
    int32_t offset;      /* that it accesses from the argument */
    uint32_t order_at;   /* the one that loads the fifth argument */
} Hook;

struct Block;
typedef struct {
    struct Block *block;
    Hook *hook;
    uint16_t index;
    uint8_t role;
    int32_t offset;
} Instruction;
typedef struct Block {
    struct Block *next;
    uint32_t pc, number, pages[2];
    uint16_t count;
    bool defined, kernel;
    uint32_t *words;
    Instruction instructions[];
} Block;

typedef struct { uint32_t address, mutex, semaphore; char name[NAME_BYTES]; } Task;
typedef struct { uint64_t generation; uint32_t space, page, frame, frees; } Frame; /* `frees`: how often the frame had been freed */

typedef struct {
    int tid;
    bool queued;       /* in `ring` */
    bool idle, resumed;
    bool robbed;       /* lost its turn within a block that it may go on with */
    int64_t budget;    /* instructions left of the turn */
    Block *block;      /* the one it is in; NULL: it is forgotten */
    uint32_t pc;       /* where that began */
    uint64_t expected; /* `begun` when all instructions of it were begun */
    uint32_t task, space;
    bool told;         /* task and space were sent */
    uint32_t filled, order, freed;
    uint32_t waits[NESTED];
    int waiting;
    uint32_t count;
    pthread_cond_t wake;
    Frame frames[FRAMES];
    uint64_t words[ROOM];
} Cpu;

typedef struct { uint32_t address; uint8_t kind; } Held;
typedef struct { bool disk; uint32_t number, size, desc, avail, used; uint16_t seen, settled; } Queue; /* requests told of; requests in order */

static Cpu *cpus[CPUS];
static int cpu_count, port;
static int64_t quantum = 1000;
static char target[16];
static const char *monitor_path;
static plugin_id self;
static bool recording, ended;
static uint64_t begun;      /* instructions begun, added to by QEMU's code */
static uint64_t tlb_writes = 1; /* likewise */
static int robberies;       /* CPUs that go on without a turn: `begun` is not only the turn's */

static uint8_t *ram;
static uint64_t ram_bytes;
static uint32_t *frees; /* of each page of memory, how often it was freed: whoever maps it then is told again where it is */
static Hook *hooks;
static int hook_count;
static uint32_t mem_map_at, page_struct, private_at, mem_map; /* struct page: of vmcoreinfo; mem_map's value read from memory */
static int name_offset = -1;
static Task tasks[TASKS];
static Held held[HELD];
static int held_count;
static Queue queues[QUEUES];
static int queue_count, disk_count;
static char disk_paths[QUEUES][128];
static struct { uint32_t first, end; } doorbells[QUEUES];
static int doorbell_count;

/* All that follows is guarded by `lock`. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile int holder = -1;
static uint64_t steps; /* counts up whenever somebody goes on */
static int ring[CPUS];
static volatile int ringed;
static Block *blocks;
static uint32_t next_number;
static uint8_t out[OUT];
static size_t out_count;
static int connection = -1;

static void fail(const char *format, ...) {
    va_list list;
    va_start(list, format);
    fprintf(stderr, "disco: ");
    vfprintf(stderr, format, list);
    fprintf(stderr, "\n");
    va_end(list);
    _exit(125);
}

/* The connection. */

static void send_all(const void *data, size_t bytes) {
    const uint8_t *at = data;
    while (bytes > 0) {
        ssize_t sent = send(connection, at, bytes, MSG_NOSIGNAL);
        if (sent > 0) {
            at += sent;
            bytes -= sent;
        } else if (sent == 0 || errno != EINTR) {
            _exit(125); /* nobody records any more */
        }
    }
}
static void send_out(void) {
    send_all(out, out_count);
    out_count = 0;
    steps++; /* whoever waited for the turn meanwhile waited for the reader */
}
static void put(const void *data, size_t bytes) {
    if (out_count + bytes > OUT) send_out();
    if (bytes > OUT) {
        send_all(data, bytes);
        steps++;
    } else {
        memcpy(out + out_count, data, bytes);
        out_count += bytes;
    }
}
static bool open_connection(void) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0 || connect(connection, (struct sockaddr *)&to, sizeof to) != 0) return false;
    struct { char magic[8]; uint32_t pid, cpus; char target[16]; } hello = {.pid = getpid(), .cpus = cpu_count};
    memcpy(hello.magic, "DISCOS1\n", 8);
    memcpy(hello.target, target, sizeof target);
    put(&hello, sizeof hello);
    send_out();
    return true;
}
/* The reader says nothing: when a read is over it has gone, be it during the boot, when nothing is sent. */
static void *watch_reader(void *unused) {
    char byte;
    while (recv(connection, &byte, 1, 0) < 0 && errno == EINTR) {}
    _exit(125);
}
static void commit(Cpu *cpu, bool in_block) {
    if (cpu->count == 0) return;
    unsigned c = 0;
    while (cpus[c] != cpu) c++;
    uint64_t head[2] = {WORD(TURN, in_block, cpu->count), c};
    put(head, sizeof head);
    put(cpu->words, cpu->count * sizeof *cpu->words);
    cpu->count = 0;
}
/* Room for so many words together. */
static uint64_t *take(Cpu *cpu, unsigned count) {
    if (__builtin_expect(cpu->count + count > ROOM - 2, 0)) {
        pthread_mutex_lock(&lock);
        commit(cpu, true);
        pthread_mutex_unlock(&lock);
    }
    uint64_t *words = cpu->words + cpu->count;
    cpu->count += count;
    return words;
}
static void add(Cpu *cpu, uint64_t word) { *take(cpu, 1) = word; }

/* The guest's memory. */

static void find_ram(void) {
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[512];
    while (maps && fgets(line, sizeof line, maps)) {
        uint64_t first, end;
        if (strstr(line, "/memfd:memory-backend-memfd") && sscanf(line, "%" SCNx64 "-%" SCNx64, &first, &end) == 2) {
            if (!ram) ram = (uint8_t *)first;
            ram_bytes = end - (uint64_t)ram;
        }
    }
    if (maps) fclose(maps);
    if (!ram) fail("the machine's memory is not a memory-backend-memfd");
    frees = calloc(ram_bytes >> 12, sizeof *frees);
    if (!frees) fail("out of memory");
}
static bool is_direct(uint32_t address) { return address >> 30 == 2; } /* kseg0, kseg1 */
static uint8_t *at_physical(uint64_t physical, uint32_t bytes) { return physical < ram_bytes && bytes <= ram_bytes - physical ? ram + physical : NULL; }
static uint8_t *at_kernel(uint32_t address, uint32_t bytes) {
    return is_direct(address) ? at_physical(address & 0x1fffffff, bytes) : NULL;
}
static uint32_t word_at(uint32_t address) {
    uint32_t word = 0;
    uint8_t *at = at_kernel(address, 4);
    if (at) memcpy(&word, at, 4);
    return word;
}
static uint32_t half_of(uint32_t physical) {
    uint16_t half = 0;
    uint8_t *at = at_physical(physical, 2);
    if (at) memcpy(&half, at, 2);
    return half;
}
/* The physical page of an access, within its callback. */
static uint32_t frame_of(uint32_t what, uint32_t address) {
    if (is_direct(address)) return (address & 0x1fffffff) < ram_bytes ? (address & 0x1fffffff) >> 12 : NO_PAGE;
    struct qemu_plugin_hwaddr *found = qemu_plugin_get_hwaddr(what, address);
    if (!found || qemu_plugin_hwaddr_is_io(found)) return NO_PAGE;
    uint64_t physical = qemu_plugin_hwaddr_phys_addr(found) & 0x7fffffff; /* Malta's memory begins at 0x80000000, and again at 0 */
    return physical < ram_bytes ? physical >> 12 : NO_PAGE;
}
static uint32_t value_of(uint32_t what, uint32_t address) {
    uint32_t frame = frame_of(what, address), value = 0;
    uint8_t *at = frame == NO_PAGE ? NULL : at_physical((uint64_t)frame << 12 | (address & 0xffc), 4);
    if (at) memcpy(&value, at, 4);
    return value;
}

/* QEMU's monitor: lines of JSON. */

static int monitor = -1;
static char *reply;
static size_t reply_room;

static const char *skip_space(const char *at) {
    while (*at == ' ' || *at == ',' || *at == ':' || *at == '\r' || *at == '\n') at++;
    return at;
}
static const char *skip_value(const char *at) {
    at = skip_space(at);
    if (*at == '"') {
        for (at++; *at && *at != '"'; at++)
            if (*at == '\\' && at[1]) at++;
        return *at ? at + 1 : at;
    }
    if (*at == '{' || *at == '[') {
        at = skip_space(at + 1);
        while (*at && *at != '}' && *at != ']') at = skip_space(skip_value(at));
        return *at ? at + 1 : at;
    }
    while (*at && !strchr(",:}] \r\n", *at)) at++;
    return at;
}
/* The value of an object's key; of NULL, or where there is none, NULL. */
static const char *member(const char *object, const char *key) {
    if (!object || *object != '{') return NULL;
    size_t length = strlen(key);
    for (const char *at = skip_space(object + 1); *at == '"';) {
        const char *value = skip_space(skip_value(at));
        if (strncmp(at + 1, key, length) == 0 && at[1 + length] == '"') return value;
        at = skip_space(skip_value(value));
    }
    return NULL;
}
static const char *first_of(const char *array) { return array && *array == '[' && *skip_space(array + 1) != ']' ? skip_space(array + 1) : NULL; }
static const char *next_of(const char *element) {
    const char *at = skip_space(skip_value(element));
    return *at && *at != ']' ? at : NULL;
}
static uint64_t number_in(const char *object, const char *key) {
    const char *value = member(object, key);
    return value ? strtoull(value, NULL, 10) : 0;
}
static bool string_in(const char *object, const char *key, char *room, size_t bytes) {
    const char *value = member(object, key);
    size_t length = value && *value == '"' ? skip_value(value) - value - 2 : bytes;
    if (length >= bytes) return false;
    memcpy(room, value + 1, length);
    room[length] = 0;
    return true;
}
static const char *read_reply(void) {
    size_t have = 0;
    for (;;) {
        if (have + 1 >= reply_room) {
            reply_room = reply_room ? reply_room * 2 : 1 << 16;
            reply = realloc(reply, reply_room);
            if (!reply) fail("out of memory");
        }
        ssize_t got = read(monitor, reply + have, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) fail("QEMU's monitor has closed its socket");
        if (reply[have++] != '\n') continue;
        reply[have] = 0;
        have = 0;
        if (!member(reply, "event")) return reply;
    }
}
/* What a command returns; NULL if it fails. Not with `lock` held: QEMU may wait for who waits for it. */
static const char *ask(const char *format, ...) {
    char command[512];
    if (monitor < 0) {
        struct sockaddr_un to = {.sun_family = AF_UNIX};
        strncpy(to.sun_path, monitor_path, sizeof to.sun_path - 1);
        monitor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (monitor < 0 || connect(monitor, (struct sockaddr *)&to, sizeof to) != 0) fail("cannot connect to QEMU's monitor: %s", strerror(errno));
        read_reply();
        ask("{\"execute\": \"qmp_capabilities\"}");
    }
    va_list list;
    va_start(list, format);
    vsnprintf(command, sizeof command - 1, format, list);
    va_end(list);
    strcat(command, "\n");
    if (write(monitor, command, strlen(command)) < 0) fail("QEMU's monitor does not listen");
    return member(read_reply(), "return");
}

/* virtio: where the queues are, and what is asked for in them. */

static void add_doorbell(uint32_t first, uint32_t end) {
    if (doorbell_count == QUEUES) return;
    doorbells[doorbell_count].first = first;
    doorbells[doorbell_count++].end = end;
}
static void find_doorbells(void) {
    const char *buses = ask("{\"execute\": \"query-pci\"}");
    doorbell_count = 0;
    for (const char *bus = first_of(buses); bus; bus = next_of(bus))
        for (const char *device = first_of(member(bus, "devices")); device; device = next_of(device)) {
            if (number_in(member(device, "id"), "vendor") != 0x1af4) continue;
            for (const char *region = first_of(member(device, "regions")); region; region = next_of(region)) {
                char type[16];
                uint32_t address = number_in(region, "address"), size = number_in(region, "size");
                if (!string_in(region, "type", type, sizeof type)) continue;
                /* QEMU puts the notifications of a modern device 0x3000 into its BAR 4; of an old one they are 16 into BAR 0 of I/O space. */
                if (number_in(region, "bar") == 4 && size > 0x3000) add_doorbell(address + 0x3000, address + size);
                else if (strcmp(type, "io") == 0) add_doorbell(0x18000000 + address + 16, 0x18000000 + address + 18); /* Malta's */
            }
        }
}
static void find_queues(void) {
    struct { char path[128]; bool disk, net; } devices[QUEUES];
    int count = 0;
    find_doorbells();
    for (const char *device = first_of(ask("{\"execute\": \"x-query-virtio\"}")); device && count < QUEUES; device = next_of(device)) {
        char name[32];
        if (!string_in(device, "path", devices[count].path, 128) || !string_in(device, "name", name, sizeof name)) continue;
        devices[count].disk = strcmp(name, "virtio-blk") == 0;
        devices[count].net = strcmp(name, "virtio-net") == 0;
        if (devices[count].disk || devices[count].net) count++;
    }
    Queue before[QUEUES];
    int before_count = queue_count;
    memcpy(before, queues, sizeof before);
    queue_count = disk_count = 0;
    uint32_t nets = 0;
    for (int i = count; i-- > 0;) { /* QEMU lists the last one first */
        uint32_t number = devices[i].disk ? (uint32_t)disk_count : nets++;
        if (devices[i].disk) strcpy(disk_paths[disk_count++], devices[i].path);
        for (int q = devices[i].net ? 1 : 0; queue_count < QUEUES; q += devices[i].net ? 2 : 1) { /* of a network the odd ones transmit */
            const char *state = ask("{\"execute\": \"x-query-virtio-queue-status\", \"arguments\": {\"path\": \"%s\", \"queue\": %d}}", devices[i].path, q);
            uint32_t avail = number_in(state, "vring-avail");
            if (!avail || !number_in(state, "vring-num")) break;
            queues[queue_count] = (Queue){devices[i].disk, number, number_in(state, "vring-num"), number_in(state, "vring-desc"), avail,
                                          number_in(state, "vring-used"), 0, 0};
            for (int k = 0; k < before_count; k++)
                if (before[k].avail == avail) queues[queue_count] = before[k];
            queue_count++;
        }
    }
}
/* The disk has answered in an order that depends on the host: it becomes that of the requests. The CPU has not seen any of it. */
static void put_in_order(Queue *queue) {
    struct { uint32_t head, bytes; } *answers = (void *)at_physical(queue->used + 4, queue->size * 8);
    uint16_t end = half_of(queue->used + 2);
    if (!answers || end != half_of(queue->avail + 2) || (uint16_t)(end - queue->settled) > queue->size) return;
    for (; queue->settled != end; queue->settled++) {
        uint32_t head = half_of(queue->avail + 4 + queue->settled % queue->size * 2);
        uint16_t at = queue->settled;
        while (at != end && answers[at % queue->size].head != head) at++;
        if (at == end) continue;
        uint32_t bytes = answers[at % queue->size].bytes;
        answers[at % queue->size] = answers[queue->settled % queue->size];
        answers[queue->settled % queue->size].head = head;
        answers[queue->settled % queue->size].bytes = bytes;
    }
}
/* One CPU: the disk answers before the CPU goes on, so that it always does at the same instruction. */
static void settle(void) {
    struct timespec now, pause = {0, 20000};
    clock_gettime(CLOCK_MONOTONIC, &now);
    time_t until = now.tv_sec + DISK_PATIENCE;
    for (int i = 0; i < queue_count; i++)
        while (half_of(queues[i].used + 2) != half_of(queues[i].avail + 2) && now.tv_sec < until) {
            nanosleep(&pause, NULL);
            clock_gettime(CLOCK_MONOTONIC, &now);
        }
    ask("{\"execute\": \"query-status\"}"); /* by then the interrupt has been raised */
    for (int i = 0; i < queue_count; i++) put_in_order(&queues[i]);
}
static bool is_doorbell(uint32_t physical) {
    for (int i = 0; i < doorbell_count; i++)
        if (physical >= doorbells[i].first && physical < doorbells[i].end) return true;
    return false;
}
/* Whether a store of two bytes notifies a device: at a new address in the space of PCI it may be the first of a queue. */
static bool is_notification(uint32_t address) {
    static uint32_t seen[64];
    static int seen_count;
    uint32_t physical = address & 0x1fffffff;
    if (address >> 29 != 5 || physical < 0x10000000 || physical >= 0x1be00000) return false; /* kseg1; PCI's memory and I/O of Malta */
    int i = 0;
    while (i < seen_count && seen[i] != physical) i++;
    if (i == seen_count && seen_count < 64) {
        seen[seen_count++] = physical;
        find_queues();
    }
    return is_doorbell(physical);
}
typedef struct { uint64_t address; uint32_t bytes; uint16_t flags, next; } Descriptor;
enum { NEXT = 1, WRITTEN = 2, INDIRECT = 4 };
/* Of a request for sectors that no data is given for: { sector: 64 bits, sectors: 32, flags: 32 } of each range. */
static void tell_ranges(Cpu *cpu, const Queue *queue, const Descriptor *data, enum disk_request request) {
    for (uint32_t at = 0; at + 16 <= data->bytes; at += 16) {
        uint8_t *range = at_physical(data->address + at, 16);
        if (!range) return;
        uint32_t sectors;
        uint64_t *words = take(cpu, 3);
        words[0] = WORD(DISK, request, (uint64_t)queue->number << 32 | 1);
        memcpy(words + 1, range, 8);
        memcpy(&sectors, range + 8, 4);
        words[2] = sectors;
    }
}
static void tell_chain(Cpu *cpu, const Queue *queue, unsigned head) {
    Descriptor found[MOST_PIECES];
    unsigned count = 0, size = queue->size, index = head;
    uint64_t table = queue->desc;
    while (count < MOST_PIECES && index < size) {
        uint8_t *at = at_physical(table + index * 16, 16);
        if (!at) break;
        Descriptor descriptor;
        memcpy(&descriptor, at, 16);
        if (descriptor.flags & INDIRECT) {
            table = descriptor.address;
            size = descriptor.bytes / 16;
            index = 0;
            continue;
        }
        found[count++] = descriptor;
        if (!(descriptor.flags & NEXT)) break;
        index = descriptor.next;
    }
    unsigned first = 0, end = count;
    uint64_t *words;
    if (queue->disk) { /* { type, ioprio: 32 bits, sector: 64 bits }, data, status: a byte */
        uint8_t *header = count >= 2 ? at_physical(found[0].address, 16) : NULL;
        if (!header) return;
        uint32_t type;
        uint64_t sector;
        memcpy(&type, header, 4);
        memcpy(&sector, header + 8, 8);
        if (type == 11 || type == 13) {
            tell_ranges(cpu, queue, &found[1], type == 13 ? WRITE_ZEROES : DISCARD);
            return;
        }
        first = 1;
        end = count - 1;
        words = take(cpu, 2 + end - first);
        unsigned request = type == 0 ? READ : type == 1 ? WRITE : type == 4 ? FLUSH : OTHER;
        *words++ = WORD(DISK, request, (uint64_t)queue->number << 32 | (end - first));
        *words++ = sector;
    } else {
        words = take(cpu, 1 + count);
        *words++ = WORD(SEND, 0, (uint64_t)queue->number << 32 | count);
    }
    for (unsigned i = first; i < end; i++) *words++ = found[i].address << 32 | found[i].bytes;
}
static void tell_requests(Cpu *cpu, Queue *queue) {
    uint16_t index = half_of(queue->avail + 2);
    for (; queue->seen != index; queue->seen++) tell_chain(cpu, queue, half_of(queue->avail + 4 + queue->seen % queue->size * 2));
}
static void tell_totals(Cpu *cpu) {
    const char *devices = disk_count ? ask("{\"execute\": \"query-blockstats\"}") : NULL;
    for (const char *device = first_of(devices); device; device = next_of(device)) {
        char path[128];
        if (!string_in(device, "qdev", path, sizeof path)) continue;
        for (int i = 0; i < disk_count; i++) {
            if (strcmp(path, disk_paths[i]) != 0) continue;
            uint64_t *words = take(cpu, 3);
            words[0] = WORD(TOTAL, 0, (uint64_t)i);
            words[1] = number_in(member(device, "stats"), "rd_bytes");
            words[2] = number_in(member(device, "stats"), "wr_bytes");
        }
    }
}

/* Turns. */

/* The turn goes to the one after `c`, if it is `c`'s; with `leave` it does not take part any more. The lock is held. */
static void pass_on(int c, bool leave) {
    if (!cpus[c]->queued) return;
    int at = 0;
    while (ring[at] != c) at++;
    int next = ring[(at + 1) % ringed];
    if (leave) {
        memmove(ring + at, ring + at + 1, (ringed - at - 1) * sizeof *ring);
        ringed--;
        cpus[c]->queued = false;
        if (next == c) next = -1;
    }
    if (holder != c) return;
    holder = next;
    steps++;
    if (next >= 0 && next != c) pthread_cond_signal(&cpus[next]->wake);
}
/* Whether a thread of this process waits for something, rather than runs or could. */
static bool is_asleep(int tid) {
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", tid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    if (length <= 0) return true;
    text[length] = 0;
    const char *state = strrchr(text, ')'); /* pid (name) state ... */
    return !state || strncmp(state, ") R", 3) != 0;
}
/* Waits until it is the CPU's turn. The lock is held. */
static void await_turn(int c, Cpu *cpu) {
    if (!cpu->queued) {
        ring[ringed++] = c;
        cpu->queued = true;
    }
    if (cpu->robbed) {
        cpu->robbed = false;
        robberies--;
    }
    if (holder < 0) {
        holder = c;
        steps++;
    }
    while (holder != c) {
        uint64_t seen = steps;
        Cpu *other = cpus[holder]; /* whoever has the turn is in `ring` */
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += PATIENCE * 1000000;
        if (until.tv_nsec >= 1000000000) {
            until.tv_nsec -= 1000000000;
            until.tv_sec++;
        }
        if (pthread_cond_timedwait(&cpu->wake, &lock, &until) == 0 || seen != steps || holder == c) continue;
        pthread_mutex_unlock(&lock); /* it may be waiting for it */
        bool waits = is_asleep(other->tid);
        pthread_mutex_lock(&lock);
        if (!waits || seen != steps || holder == c) continue;
        other->robbed = true;
        robberies++;
        holder = c;
        steps++;
        if (cpu->count < ROOM) cpu->words[cpu->count++] = WORD(STOLEN, 0, 0);
    }
}
static Cpu *cpu_of(unsigned c) {
    if (c >= CPUS) fail("more than %d CPUs", CPUS);
    Cpu *cpu = cpus[c];
    if (__builtin_expect(cpu != NULL, 1)) return cpu;
    cpu = calloc(1, sizeof *cpu);
    if (!cpu) fail("out of memory");
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&cpu->wake, &monotonic);
    cpu->budget = quantum;
    cpu->tid = syscall(SYS_gettid);
    return cpus[c] = cpu;
}
/* Before a block, where it is not the CPU's turn or where that is over. */
static __attribute__((noinline)) void change_turns(unsigned c, Cpu *cpu) {
    pthread_mutex_lock(&lock);
    if (cpu->budget <= 0) {
        cpu->budget = quantum;
        if (ringed > 1) {
            commit(cpu, false);
            pass_on(c, false);
        }
    }
    if (cpu->count > ROOM - SPARE) commit(cpu, false);
    if (holder != (int)c) await_turn(c, cpu);
    pthread_mutex_unlock(&lock);
}

/* Tasks. */

static Task *task_of(uint32_t address) {
    Task *task = &tasks[(address >> 6 ^ address >> 15) % TASKS];
    if (task->address != address) *task = (Task){.address = address};
    return task;
}
static void tell_name(Cpu *cpu) {
    uint8_t *name = name_offset < 0 ? NULL : at_kernel(cpu->task + name_offset, NAME_BYTES);
    Task *task = task_of(cpu->task);
    if (!name || memcmp(task->name, name, NAME_BYTES) == 0) return;
    memcpy(task->name, name, NAME_BYTES);
    uint64_t *words = take(cpu, 3);
    words[0] = WORD(NAME, 0, 2);
    memcpy(words + 1, name, NAME_BYTES);
}
static void tell_task(Cpu *cpu) {
    add(cpu, WORD(TASK, 0, (uint64_t)cpu->task));
    tell_name(cpu);
}
/* Where the name is in a task_struct: the running task is the marker's. */
static void find_name(uint32_t task) {
    static const char marker[] = "disco-mark";
    for (int offset = 0; offset < 16384 && name_offset < 0; offset += 4) {
        uint8_t *at = at_kernel(task + offset, sizeof marker);
        if (at && memcmp(at, marker, sizeof marker) == 0) name_offset = offset;
    }
}

/* Locks. */

static bool release(Cpu *cpu, uint32_t address) {
    bool found = false;
    uint8_t kind = 0;
    pthread_mutex_lock(&lock);
    for (int i = held_count; i-- > 0 && !found;)
        if (held[i].address == address) {
            kind = held[i].kind;
            held[i] = held[--held_count];
            found = true;
        }
    pthread_mutex_unlock(&lock);
    if (found) add(cpu, WORD(UNLOCK, kind, (uint64_t)address));
    return found;
}
static void acquire(Cpu *cpu, uint32_t address, uint8_t kind) {
    if (!address) return;
    bool is_new = true;
    pthread_mutex_lock(&lock);
    if (kind != SLEEPING_SHARED) /* a conditional store that failed, as another CPU has it */
        for (int i = 0; i < held_count; i++) is_new = is_new && held[i].address != address;
    if (is_new) {
        if (held_count == HELD) memmove(held, held + 1, --held_count * sizeof *held);
        held[held_count++] = (Held){address, kind};
    }
    pthread_mutex_unlock(&lock);
    if (is_new) add(cpu, WORD(LOCK, kind, (uint64_t)address));
}

/* Hooks. */

static uint32_t page_of_struct(uint32_t address) {
    if (!mem_map && mem_map_at) mem_map = word_at(mem_map_at);
    if (!mem_map || !page_struct || address < mem_map) return NO_PAGE;
    uint32_t page = (address - mem_map) / page_struct;
    return (address - mem_map) % page_struct == 0 && page < ram_bytes >> 12 ? page : NO_PAGE;
}
static void tell_page(Cpu *cpu, enum kind kind, uint32_t page, uint32_t order) {
    if (page != NO_PAGE) add(cpu, WORD(kind, 0, (uint64_t)order << 32 | page));
}
static void tell_free(Cpu *cpu, uint32_t page, uint32_t order) {
    if (page == NO_PAGE) return;
    for (uint32_t n = page; n < page + (1u << order) && n < ram_bytes >> 12; n++) frees[n]++;
    tell_page(cpu, FREE, page, order);
}
static bool owns(Cpu *cpu, uint32_t owner_at) { return cpu->task && (word_at(owner_at) & ~7u) == cpu->task; }

static void linked(Cpu *cpu, const Hook *hook, uint32_t what, uint32_t address) {
    uint32_t value = value_of(what, address);
    switch (hook->kind) {
    case SPIN_LOCK:
        if (value && cpu->waiting < NESTED && !(cpu->waiting && cpu->waits[cpu->waiting - 1] == address)) cpu->waits[cpu->waiting++] = address;
        break;
    case MUTEX_LOCK:
        task_of(cpu->task)->mutex = address;
        break;
    case WRITE_LOCK:
    case READ_LOCK:
        task_of(cpu->task)->semaphore = address;
        break;
    case MUTEX_UNLOCK:
    case WRITE_UNLOCK:
    case READ_UNLOCK:
        release(cpu, address);
        break;
    case DOWNGRADE:
        if (release(cpu, address)) acquire(cpu, address, SLEEPING_SHARED);
        break;
    }
}
static void stored_conditionally(Cpu *cpu, const Hook *hook, uint32_t what, uint32_t address) {
    switch (hook->kind) {
    case SPIN_LOCK:
        if (cpu->waiting && cpu->waits[cpu->waiting - 1] == address) cpu->waiting--;
        acquire(cpu, address, SPIN);
        break;
    case SPIN_TRYLOCK:
        acquire(cpu, address, SPIN);
        break;
    case MUTEX_LOCK:
        if ((value_of(what, address) & ~7u) == cpu->task) acquire(cpu, address, SLEEPING);
        break;
    case WRITE_LOCK:
        acquire(cpu, address, SLEEPING);
        break;
    case READ_LOCK: /* RWSEM_READ_FAILED_MASK */
        if (!(value_of(what, address) & 0x80000007)) acquire(cpu, address, SLEEPING_SHARED);
        break;
    case READ_TRYLOCK:
        acquire(cpu, address, SLEEPING_SHARED);
        break;
    }
}
/* A function that has waited for a lock is about to return. */
static void on_wait_over(unsigned c, void *data) {
    const Hook *hook = ((Instruction *)data)->hook;
    Cpu *cpu = cpus[c];
    if (!recording || !cpu) return;
    Task *task = task_of(cpu->task);
    uint32_t mutex = task->mutex, semaphore = task->semaphore;
    switch (hook->kind) {
    case SPIN_WAIT:
        if (cpu->waiting) acquire(cpu, cpu->waits[--cpu->waiting], SPIN);
        break;
    case MUTEX_WAIT:
        if (owns(cpu, mutex)) acquire(cpu, mutex, SLEEPING);
        break;
    case WRITE_WAIT:
        if (owns(cpu, semaphore + 4)) acquire(cpu, semaphore, SLEEPING); /* struct rw_semaphore: count, owner */
        break;
    case READ_WAIT:
        acquire(cpu, semaphore, SLEEPING_SHARED);
        break;
    }
}
static void on_fill_entry(unsigned c, void *data) {
    if (cpus[c]) cpus[c]->filled = NO_PAGE;
}
static void hooked(Cpu *cpu, const Instruction *instruction, uint32_t what, uint32_t address) {
    bool store = qemu_plugin_mem_is_store(what);
    uint32_t argument = address - instruction->offset;
    switch (instruction->role) {
    case NEXT_TASK:
        if (store || argument == cpu->task) return;
        cpu->task = argument;
        if (recording) tell_task(cpu);
        break;
    case NEXT_PAGE_TABLE:
        if (!store) return;
        cpu->space = value_of(what, address);
        if (recording) add(cpu, WORD(SPACE, 0, (uint64_t)cpu->space));
        break;
    case CALL_NUMBER:
        tell_name(cpu);
        add(cpu, WORD(SYSCALL, 0, (uint64_t)value_of(what, address)));
        break;
    case FILLED: {
        uint32_t page = store ? frame_of(what, address) : NO_PAGE;
        if (page != NO_PAGE && page != cpu->filled) tell_page(cpu, instruction->hook->kind == COPY_PAGE ? COPY : CLEAR, cpu->filled = page, 0);
        break;
    }
    case FREE_ORDER:
        cpu->order = value_of(what, address);
        break;
    case FREED:
        tell_free(cpu, page_of_struct(argument), cpu->order & 15);
        break;
    case BLOCK_FREED:
        cpu->freed = argument;
        break;
    case MERGED:
        if (store && cpu->freed) tell_free(cpu, page_of_struct(address - private_at), value_of(what, address) & 15);
        cpu->freed = 0;
        break;
    case USED:
        tell_page(cpu, FILE_PAGE, page_of_struct(argument), 0);
        break;
    case LOAD_LINKED:
        linked(cpu, instruction->hook, what, address);
        break;
    case STORE_CONDITIONAL:
        if (store) stored_conditionally(cpu, instruction->hook, what, address);
        break;
    }
}

/* Instructions. */

enum { SP = 29 };
static uint32_t opcode(uint32_t w) { return w >> 26; }
static uint32_t base_of(uint32_t w) { return w >> 21 & 31; }
static uint32_t rt_of(uint32_t w) { return w >> 16 & 31; }
static int32_t offset_of(uint32_t w) { return (int16_t)w; }
static bool is_memory(uint32_t w) { return (opcode(w) >= 0x20 && opcode(w) <= 0x2e) || (opcode(w) >= 0x30 && opcode(w) != 0x33); }
static bool is_part(uint32_t w) { /* lwl, lwr, swl, swr, sc */
    return opcode(w) == 0x22 || opcode(w) == 0x26 || opcode(w) == 0x2a || opcode(w) == 0x2e || opcode(w) == 0x38;
}
static bool is_return(uint32_t w) { return (w & 0xfc1fffff) == 0x00000008 && base_of(w) == 31; }
/* Whether no exception can come of it. */
static bool is_harmless(uint32_t w) {
    uint32_t op = opcode(w), function = w & 63;
    if (op == 0) return function < 0x0c || (function >= 0x10 && function <= 0x1b) || function == 0x21 || (function >= 0x23 && function <= 0x27) || function == 0x2a || function == 0x2b;
    if (op == 1) return rt_of(w) < 4 || (rt_of(w) >= 16 && rt_of(w) < 20);
    return (op >= 2 && op <= 7) || (op >= 9 && op <= 15) || (op >= 0x14 && op <= 0x17);
}
static bool is_tlb_write(uint32_t w) { /* tlbwi, tlbwr, mtc0 to EntryHi, whose address space counts too */
    return w == 0x42000002 || w == 0x42000006 || (w & 0xffe0ffff) == 0x40805000;
}
/* Follows a function's arguments through its text to the first access that tells the wanted one. */
static void analyse(Hook *hook) {
    static const int8_t wanted[HOOK_KINDS] = {[SWITCH] = 5, [FREE_PAGE] = 6, [FREE_BLOCK] = 4, [ACCESSED] = 4};
    int8_t origin[32] = {[4] = 4, [5] = 5, [6] = 6, [7] = 7, [SP] = SP}; /* the register at entry whose value it has, but for `plus` */
    int32_t plus[32] = {0};
    bool call = false;
    hook->analysed = true;
    for (uint32_t pc = hook->first; pc < hook->end; pc += 4) {
        uint32_t w = word_at(pc), op = opcode(w), base = base_of(w), rt = rt_of(w), rd = w >> 11 & 31;
        bool after_call = call;
        call = op == 3 && word_at(pc + 4) != 0x27bdfff8; /* with this delay slot it is a call of ftrace */
        if (is_memory(w)) {
            int32_t offset = plus[base] + offset_of(w);
            if (!hook->chosen && wanted[hook->kind] && origin[base] == wanted[hook->kind]) {
                hook->chosen = pc;
                hook->offset = offset;
            }
            if (!hook->order_at && hook->kind == FREE_PAGE && op == 0x23 && origin[base] == SP && offset == 16) hook->order_at = pc;
            if (!hook->chosen && hook->kind == SYSTEM_CALL && op == 0x2b && base == SP && rt == 2) hook->chosen = pc;
            if (op < 0x28) origin[rt] = 0;
        } else if (op == 0 && ((w & 63) == 0x21 || (w & 63) == 0x25)) {
            uint32_t from = rt == 0 ? base : base == 0 ? rt : 0;
            origin[rd] = origin[from];
            plus[rd] = plus[from];
        } else if (op == 9) {
            if (!(rt == SP && w == 0x27bdfff8)) {
                origin[rt] = origin[base];
                plus[rt] = plus[base] + offset_of(w);
            }
        } else if (op == 0 && rd) {
            origin[rd] = 0;
        } else if ((op >= 8 && op <= 15) || (op == 0x10 && base == 0) || op == 0x1f) {
            origin[rt] = 0;
        } else if (op == 0x1c) {
            origin[rd] = 0;
        }
        if (after_call)
            for (int r = 1; r < 32; r++)
                if (r < 16 || r == 24 || r == 25) origin[r] = 0;
    }
}
static Hook *hook_of(uint32_t pc) {
    int low = 0, high = hook_count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (hooks[middle].end <= pc) low = middle + 1;
        else high = middle;
    }
    return low < hook_count && hooks[low].first <= pc ? &hooks[low] : NULL;
}
static bool fills(const Hook *hook) { return hook->kind == CLEAR_PAGE || hook->kind == COPY_PAGE; }
/* What the access of a hooked instruction tells. */
static enum role role_of(Hook *hook, uint32_t pc, uint32_t w, int32_t *offset) {
    if (!hook->analysed) analyse(hook);
    if (!is_memory(w)) return NOTHING;
    if (pc == hook->chosen) {
        *offset = hook->offset;
        switch (hook->kind) {
        case SWITCH: return NEXT_TASK;
        case SYSTEM_CALL: return CALL_NUMBER;
        case FREE_PAGE: return FREED;
        case FREE_BLOCK: return BLOCK_FREED;
        case ACCESSED: return USED;
        }
    }
    if (pc == hook->order_at) return FREE_ORDER;
    if (hook->kind == PAGE_TABLE) return NEXT_PAGE_TABLE;
    if (fills(hook)) return base_of(w) == SP ? NOTHING : FILLED;
    if (hook->kind == MERGE) return opcode(w) == 0x2b && rt_of(w) != 0 && offset_of(w) == (int32_t)private_at && base_of(w) != SP ? MERGED : NOTHING;
    if (hook->kind >= SPIN_LOCK) return opcode(w) == 0x30 ? LOAD_LINKED : opcode(w) == 0x38 ? STORE_CONDITIONAL : NOTHING;
    return NOTHING;
}

/* What a CPU does. */

static enum part part_of(const Block *block) {
    const Hook *hook = block->instructions[0].hook;
    if (!hook) return OTHER_PART;
    return hook->kind == CLEAR_PAGE ? CLEAR_PAGE_PART : hook->kind == INTERRUPT ? INTERRUPT_PART : OTHER_PART;
}
static __attribute__((noinline)) void define(Block *block) {
    pthread_mutex_lock(&lock);
    if (!block->defined) {
        uint64_t words[3 + MOST / 2 + 1] = {WORD(DEFINE, part_of(block), (uint64_t)block->count << 32 | block->number), block->pc,
                                            (uint64_t)block->pages[1] << 24 | block->pages[0]};
        memcpy(words + 3, block->words, block->count * 4);
        put(words, (3 + (block->count + 1) / 2) * sizeof *words);
        block->defined = true;
    }
    pthread_mutex_unlock(&lock);
}
static __attribute__((noinline)) void tell_partial(Cpu *cpu) {
    uint64_t missing = cpu->expected - begun;
    if (!cpu->block || missing >= cpu->block->count) return;
    add(cpu, WORD(PARTIAL, 0, cpu->block->count - missing));
}
static void on_block(unsigned c, void *data) {
    Block *block = data;
    Cpu *cpu = cpus[c];
    if (__builtin_expect(!recording, 0)) return;
    if (__builtin_expect(!cpu, 0)) cpu = cpu_of(c);
    if (__builtin_expect(holder == (int)c && cpu->block && begun != cpu->expected && !robberies, 0)) tell_partial(cpu);
    if (__builtin_expect(holder != (int)c || cpu->budget <= 0 || cpu->count > ROOM - SPARE, 0)) change_turns(c, cpu);
    if (__builtin_expect(!block->defined, 0)) define(block);
    if (__builtin_expect(cpu->resumed || !cpu->told, 0)) {
        if (cpu->resumed) add(cpu, WORD(RESUME, 0, 0));
        if (!cpu->told && cpu->task) tell_task(cpu);
        if (!cpu->told && cpu->space) add(cpu, WORD(SPACE, 0, (uint64_t)cpu->space));
        cpu->resumed = false;
        cpu->told = true;
    }
    cpu->budget -= block->count;
    cpu->block = block;
    cpu->pc = block->pc;
    cpu->expected = begun + block->count;
    cpu->words[cpu->count++] = WORD(BLOCK, 0, block->number);
}
static __attribute__((noinline)) void tell_frame(Cpu *cpu, Frame *known, uint32_t what, uint32_t address, uint32_t space) {
    uint32_t frame = frame_of(what, address), page = address >> 12, freed = frame == NO_PAGE ? 0 : frees[frame];
    bool same = known->generation && known->page == page && known->space == space && known->frame == frame && known->frees == freed;
    *known = (Frame){tlb_writes, space, page, frame, freed};
    if (!same && frame != NO_PAGE) add(cpu, WORD(FRAME, 0, (uint64_t)frame));
}
/* A store of one or two bytes: of an unlock that is not a function, or to a queue of virtio, or a notification. */
static __attribute__((noinline)) void small_store(Cpu *cpu, uint32_t address, bool byte) {
    uint32_t physical = address & 0x1fffffff;
    if (byte) {
        uint8_t *at = held_count ? at_kernel(address, 1) : NULL;
        if (at && *at == 0) release(cpu, address);
        return;
    }
    for (int i = 0; i < queue_count; i++)
        if (physical == queues[i].avail + 2) tell_requests(cpu, &queues[i]);
    if (is_notification(address)) {
        for (int i = 0; i < queue_count; i++) tell_requests(cpu, &queues[i]); /* of a queue that was not known before */
        if (cpu_count == 1) settle();
    }
}
/* QEMU divides a block at an access to a device, and the access comes from a block of its own that is not announced. */
static __attribute__((noinline)) unsigned index_in(Cpu *cpu, const Instruction *instruction) {
    return (instruction->block->pc + instruction->index * 4 - cpu->pc) / 4;
}
static inline __attribute__((always_inline)) Cpu *access_of(unsigned c, uint32_t what, uint32_t address, const Instruction *instruction, bool last) {
    Cpu *cpu = cpus[c];
    if (__builtin_expect(!recording || !cpu, 0)) return NULL;
    unsigned index = instruction->index, size = qemu_plugin_mem_size_shift(what);
    if (__builtin_expect(instruction->block != cpu->block, 0) && (index = index_in(cpu, instruction)) >= MOST) return NULL;
    bool store = qemu_plugin_mem_is_store(what);
    unsigned tag = ACCESS | (store ? STORE : 0) | size << 11 | index;
    add(cpu, (uint64_t)tag << 48 | address);
    if (!is_direct(address)) {
        if (!last) return cpu;
        uint32_t page = address >> 12, space = address >> 31 ? 0 : cpu->space;
        Frame *known = &cpu->frames[(page ^ space >> 12) % FRAMES];
        if (__builtin_expect(known->generation != tlb_writes || known->page != page || known->space != space, 0)) tell_frame(cpu, known, what, address, space);
    } else if (store && size < 2) {
        small_store(cpu, address, size == 0);
    }
    return cpu;
}
static void on_access(unsigned c, uint32_t what, uint64_t address, void *data) { access_of(c, what, address, data, true); }
static void on_hooked_access(unsigned c, uint32_t what, uint64_t address, void *data) {
    const Instruction *instruction = data;
    if (instruction->role == STORE_CONDITIONAL && !qemu_plugin_mem_is_store(what)) return;
    Cpu *cpu = access_of(c, what, address, data, true);
    if (cpu) hooked(cpu, data, what, address);
}
/*
 * What QEMU does in parts. It loads for sc too, and a byte before the word for lwl and lwr: those are not told. For swl and swr it stores
 * bytes, down or up to the word's end; the frame comes after the last.
 */
static void on_part(unsigned c, uint32_t what, uint64_t address, void *data) {
    const Instruction *instruction = data;
    uint32_t op = opcode(instruction->block->words[instruction->index]);
    if (!qemu_plugin_mem_is_store(what) && (op == 0x38 || qemu_plugin_mem_size_shift(what) == 0)) return;
    access_of(c, what, address, data, op == 0x2a ? (address & 3) == 0 : op != 0x2e || (address & 3) == 3);
}
static void on_idle(plugin_id id, unsigned c) {
    Cpu *cpu = c < CPUS ? cpus[c] : NULL;
    if (!cpu || !recording) return;
    pthread_mutex_lock(&lock);
    if (cpu->count < ROOM) cpu->words[cpu->count++] = WORD(IDLE, 0, 0);
    if (holder == (int)c) commit(cpu, false); /* else it was robbed; its words come with its next turn */
    if (cpu->robbed) {
        cpu->robbed = false;
        robberies--;
    }
    pass_on(c, true);
    pthread_mutex_unlock(&lock);
}
static void on_resume(plugin_id id, unsigned c) {
    if (c < CPUS && cpus[c]) cpus[c]->resumed = recording;
}
static void finish(void) {
    pthread_mutex_lock(&lock);
    if (!ended && recording)
        for (int c = 0; c < CPUS; c++)
            if (cpus[c]) commit(cpus[c], false);
    send_out();
    ended = true;
    recording = false;
    pthread_mutex_unlock(&lock);
}
static void on_end(plugin_id id, void *data) { finish(); }
static void on_stop(unsigned c, void *data) {
    const Instruction *instruction = data;
    Cpu *cpu = cpus[c];
    if (!recording || !cpu) return;
    if (instruction->index + 1 < instruction->block->count) add(cpu, WORD(PARTIAL, 0, (uint64_t)instruction->index + 1));
    tell_totals(cpu);
    add(cpu, WORD(STOP, 0, 0));
    finish();
    _exit(0);
}

static uint32_t page_at(const void *host) {
    uint64_t offset = (const uint8_t *)host - ram;
    return host && (const uint8_t *)host >= ram && offset < ram_bytes ? offset >> 12 : NO_PAGE;
}
static void on_translation(plugin_id id, struct qemu_plugin_tb *tb) {
    size_t count = qemu_plugin_tb_n_insns(tb);
    if (count == 0 || count > MOST) return;
    Block *block = calloc(1, sizeof *block + count * (sizeof(Instruction) + 4));
    if (!block) fail("out of memory");
    struct qemu_plugin_insn *first = qemu_plugin_tb_get_insn(tb, 0);
    block->words = (uint32_t *)(block->instructions + count);
    block->pc = qemu_plugin_insn_vaddr(first);
    block->count = count;
    block->pages[0] = page_at(qemu_plugin_insn_haddr(first));
    block->pages[1] = page_at(qemu_plugin_insn_haddr(qemu_plugin_tb_get_insn(tb, count - 1)));
    uint64_t unseen = 0;
    for (size_t i = 0; i < count; i++) {
        struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(tb, i);
        Instruction *ours = &block->instructions[i];
        uint32_t pc = block->pc + i * 4, w = 0;
        if (qemu_plugin_insn_size(instruction) == 4) memcpy(&w, qemu_plugin_insn_data(instruction), 4);
        block->words[i] = w;
        ours->block = block;
        ours->index = i;
        ours->hook = hook_of(pc);
        ours->role = ours->hook ? role_of(ours->hook, pc, w, &ours->offset) : NOTHING;
        unseen++;
        if (i + 1 == count || !is_harmless(w)) {
            qemu_plugin_register_vcpu_insn_exec_inline(instruction, ADD_64, &begun, unseen);
            unseen = 0;
        }
        if (is_tlb_write(w)) qemu_plugin_register_vcpu_insn_exec_inline(instruction, ADD_64, &tlb_writes, 1);
        if (w == 0x3400D152) qemu_plugin_register_vcpu_insn_exec_cb(instruction, on_stop, NO_REGISTERS, ours);
        if (ours->hook && fills(ours->hook) && pc == ours->hook->first) qemu_plugin_register_vcpu_insn_exec_cb(instruction, on_fill_entry, NO_REGISTERS, NULL);
        if (ours->hook && is_return(w) && (ours->hook->kind == SPIN_WAIT || ours->hook->kind == MUTEX_WAIT || ours->hook->kind == WRITE_WAIT || ours->hook->kind == READ_WAIT))
            qemu_plugin_register_vcpu_insn_exec_cb(instruction, on_wait_over, NO_REGISTERS, ours);
        on_mem tell = ours->role != NOTHING ? on_hooked_access : is_part(w) ? on_part : on_access;
        if (is_memory(w)) qemu_plugin_register_vcpu_mem_cb(instruction, tell, NO_REGISTERS, READS_AND_WRITES, ours);
    }
    pthread_mutex_lock(&lock);
    block->number = next_number++;
    block->next = blocks;
    blocks = block;
    pthread_mutex_unlock(&lock);
    qemu_plugin_register_vcpu_tb_exec_cb(tb, on_block, NO_REGISTERS, block);
}
/* QEMU's translations are thrown away, while all CPUs stand still. */
static void on_flush(plugin_id id) {
    Cpu *current = recording && holder >= 0 && !robberies ? cpus[holder] : NULL;
    if (current && begun != current->expected) tell_partial(current);
    pthread_mutex_lock(&lock);
    for (int c = 0; c < CPUS; c++)
        if (cpus[c]) {
            if (recording) commit(cpus[c], false);
            cpus[c]->block = NULL;
        }
    uint64_t word = WORD(FORGET, 0, 0);
    if (recording) put(&word, sizeof word);
    while (blocks) {
        Block *next = blocks->next;
        free(blocks);
        blocks = next;
    }
    next_number = 0;
    pthread_mutex_unlock(&lock);
}

/* Until the start marker. */

static void register_all(plugin_id id) {
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    qemu_plugin_register_flush_cb(id, on_flush);
    qemu_plugin_register_vcpu_idle_cb(id, on_idle);
    qemu_plugin_register_vcpu_resume_cb(id, on_resume);
    qemu_plugin_register_atexit_cb(id, on_end, NULL);
    recording = true;
}
static void on_mark(unsigned c, void *data) {
    static bool marked;
    if (__atomic_exchange_n(&marked, true, __ATOMIC_SEQ_CST)) return;
    Cpu *cpu = cpu_of(c);
    find_queues();
    for (int i = 0; i < queue_count; i++) queues[i].seen = half_of(queues[i].avail + 2);
    find_name(cpu->task);
    add(cpu, WORD(START, 0, 0));
    tell_totals(cpu);
    pthread_mutex_lock(&lock);
    commit(cpu, false); /* before any other CPU's */
    pthread_mutex_unlock(&lock);
    qemu_plugin_reset(self, register_all);
}
static void on_boot_access(unsigned c, uint32_t what, uint64_t address, void *data) {
    Instruction instruction = {.hook = hook_of((uintptr_t)data)};
    if (!instruction.hook || recording) return;
    instruction.role = role_of(instruction.hook, (uintptr_t)data, word_at((uintptr_t)data), &instruction.offset);
    hooked(cpu_of(c), &instruction, what, address);
}
static void on_boot_half(unsigned c, uint32_t what, uint64_t address, void *data) {
    if (!recording && cpu_count == 1 && is_notification(address)) settle();
}
static void on_boot_translation(plugin_id id, struct qemu_plugin_tb *tb) {
    size_t count = qemu_plugin_tb_n_insns(tb);
    if (!ram) find_ram();
    for (size_t i = 0; i < count; i++) {
        struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(tb, i);
        uint32_t pc = qemu_plugin_insn_vaddr(instruction), w = 0;
        if (qemu_plugin_insn_size(instruction) == 4) memcpy(&w, qemu_plugin_insn_data(instruction), 4);
        if (w == 0x3400D151) qemu_plugin_register_vcpu_insn_exec_cb(instruction, on_mark, NO_REGISTERS, NULL);
        Hook *hook = hook_of(pc);
        int32_t offset;
        if (hook && (hook->kind == SWITCH || hook->kind == PAGE_TABLE) && role_of(hook, pc, w, &offset) != NOTHING)
            qemu_plugin_register_vcpu_mem_cb(instruction, on_boot_access, NO_REGISTERS, READS_AND_WRITES, (void *)(uintptr_t)pc);
        else if (opcode(w) == 0x29 && pc >> 31 && cpu_count == 1)
            qemu_plugin_register_vcpu_mem_cb(instruction, on_boot_half, NO_REGISTERS, READS_AND_WRITES, NULL);
    }
}

static int by_address(const void *a, const void *b) {
    const Hook *x = a, *y = b;
    return x->first < y->first ? -1 : x->first > y->first;
}
/* Lines `kind first end` and `name value`, in hexadecimal. */
static bool read_hooks(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) return false;
    char line[128], name[32];
    uint32_t first, end;
    while (fgets(line, sizeof line, file)) {
        int fields = sscanf(line, "%31s %" SCNx32 " %" SCNx32, name, &first, &end);
        if (fields == 2 && strcmp(name, "mem_map") == 0) mem_map_at = first;
        if (fields == 2 && strcmp(name, "page_struct") == 0) page_struct = first;
        if (fields == 2 && strcmp(name, "page_private") == 0) private_at = first;
        for (int kind = 0; fields == 3 && kind < HOOK_KINDS; kind++) {
            if (strcmp(name, hook_names[kind]) != 0) continue;
            hooks = realloc(hooks, (hook_count + 1) * sizeof *hooks);
            if (!hooks) fail("out of memory");
            hooks[hook_count++] = (Hook){.kind = kind, .first = first, .end = end};
        }
    }
    fclose(file);
    qsort(hooks, hook_count, sizeof *hooks, by_address);
    return true;
}

EXPORT int qemu_plugin_install(plugin_id id, const qemu_info *info, int argc, char **argv) {
    for (int i = 0; i < argc; i++) {
        if (strncmp(argv[i], "port=", 5) == 0) port = atoi(argv[i] + 5);
        else if (strncmp(argv[i], "quantum=", 8) == 0) quantum = atoll(argv[i] + 8);
        else if (strncmp(argv[i], "qmp=", 4) == 0) monitor_path = strdup(argv[i] + 4);
        else if (strncmp(argv[i], "hooks=", 6) == 0) {
            if (!read_hooks(argv[i] + 6)) {
                fprintf(stderr, "disco: cannot read %s: %s\n", argv[i] + 6, strerror(errno));
                return 1;
            }
        } else {
            fprintf(stderr, "disco: unknown argument %s of the plugin\n", argv[i]);
            return 1;
        }
    }
    strncpy(target, info->target_name, sizeof target - 1);
    if (!info->system_emulation || strcmp(target, "mipsel") != 0 || port <= 0 || quantum <= 0 || !monitor_path) {
        fprintf(stderr, "disco: the plugin is for qemu-system-mipsel, with port=N and qmp=PATH\n");
        return 1;
    }
    cpu_count = info->system.smp_vcpus;
    if (cpu_count > CPUS) {
        fprintf(stderr, "disco: %d CPUs, expected at most %d\n", cpu_count, CPUS);
        return 1;
    }
    self = id;
    pthread_t watcher;
    if (!open_connection()) {
        fprintf(stderr, "disco: cannot connect to port %d: %s\n", port, strerror(errno));
        return 1;
    }
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before); /* signals are QEMU's */
    pthread_create(&watcher, NULL, watch_reader, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_boot_translation);
    qemu_plugin_register_atexit_cb(id, on_end, NULL);
    return 0;
}
