// Libraries that devices use, by their models: the prototypes are enough.
#include <stddef.h>
#include <stdint.h>

void show(const void *bytes, size_t size);

// --- OpenSSL -------------------------------------------------------------------------------------

typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;
SSL_CTX *SSL_CTX_new(const void *method);
void SSL_CTX_free(SSL_CTX *context);
int SSL_CTX_up_ref(SSL_CTX *context);
SSL *SSL_new(SSL_CTX *context);
void SSL_free(SSL *ssl);
int SSL_read(SSL *ssl, void *buffer, int size);
int RAND_bytes(unsigned char *buffer, int size);

int tls_context_stays(const void *method)
{
    SSL_CTX *context = SSL_CTX_new(method); // expect: resource-leak
    if (!context)
        return -1;
    SSL *ssl = SSL_new(context);
    if (!ssl)
        return -2;
    SSL_free(ssl);
    SSL_CTX_free(context);
    return 0;
}

void tls_context_shared(const void *method)
{
    SSL_CTX *context = SSL_CTX_new(method);
    if (!context)
        return;
    SSL_CTX_up_ref(context);
    SSL_CTX_free(context);
    SSL_CTX_free(context);
}

void tls_freed_twice(const void *method)
{
    SSL_CTX *context = SSL_CTX_new(method);
    if (!context)
        return;
    SSL_CTX_free(context);
    SSL_CTX_free(context); // expect: double-close
}

int tls_index(SSL *ssl)
{
    static const int TABLE[8] = {1, 2, 3};
    unsigned char index;
    if (SSL_read(ssl, &index, 1) != 1)
        return -1;
    return TABLE[index]; // expect: buffer-overread
}

int tls_index_checked(SSL *ssl)
{
    static const int TABLE[8] = {1, 2, 3};
    unsigned char index;
    if (SSL_read(ssl, &index, 1) != 1 || index >= 8)
        return -1;
    return TABLE[index];
}

void random_ignored(unsigned char *key)
{
    RAND_bytes(key, 16); // expect: unchecked-return
}

// --- Mbed TLS, libcurl, SQLite -----------------------------------------------------------------------

void *mbedtls_calloc(size_t count, size_t size);
void mbedtls_free(void *block);
void *curl_easy_init(void);
void curl_easy_cleanup(void *handle);
char *sqlite3_mprintf(const char *format, ...);
void sqlite3_free(void *block);

int tls_buffer(size_t size, int fail)
{
    unsigned char *buffer = mbedtls_calloc(1, size); // expect: memory-leak
    if (!buffer)
        return -1;
    if (fail)
        return -2;
    mbedtls_free(buffer);
    return 0;
}

void download(void)
{
    void *handle = curl_easy_init();
    if (handle)
        curl_easy_cleanup(handle);
}

void query(int number)
{
    char *text = sqlite3_mprintf("SELECT %d", number);
    if (!text)
        return;
    sqlite3_free(text);
    show(text, 1); // expect: use-after-free
}

// --- FreeRTOS, Zephyr, lwIP, STM32 ---------------------------------------------------------------------

void *pvPortMalloc(size_t size);
void vPortFree(void *block);
int lwip_socket(int domain, int type, int protocol);
int lwip_accept(int socket, void *address, unsigned *size);
int lwip_listen(int socket, int backlog);
int lwip_bind(int socket, const void *address, unsigned size);
int lwip_close(int socket);
struct k_mutex;
int k_mutex_init(struct k_mutex *mutex);
int k_mutex_unlock(struct k_mutex *mutex);
int HAL_UART_Receive(void *port, uint8_t *data, uint16_t size, uint32_t timeout);

void task_buffer(void)
{
    char *block = pvPortMalloc(40);
    *block = 1; // expect: unchecked-allocation
    vPortFree(block);
}

int serves_early(const void *address)
{
    int server = lwip_socket(2, 1, 0);
    if (server < 0)
        return -1;
    int client = -1;
    if (lwip_bind(server, address, 16) == 0)
        client = lwip_accept(server, NULL, NULL); // expect: wrong-phase
    lwip_close(server);
    return client;
}

int serves(const void *address)
{
    int server = lwip_socket(2, 1, 0);
    if (server < 0)
        return -1;
    int client = -1;
    if (lwip_bind(server, address, 16) == 0 && lwip_listen(server, 1) == 0)
        client = lwip_accept(server, NULL, NULL);
    lwip_close(server);
    return client;
}

void unlocks(struct k_mutex *mutex)
{
    k_mutex_init(mutex);
    k_mutex_unlock(mutex); // expect: unlock-not-held
}

int frame(void *port)
{
    static const int DOSES[4] = {1, 2, 3, 4};
    uint8_t head[2];
    if (HAL_UART_Receive(port, head, sizeof head, 10) != 0)
        return -1;
    return DOSES[head[1]]; // expect: buffer-overread
}

int frame_checked(void *port)
{
    static const int DOSES[4] = {1, 2, 3, 4};
    uint8_t head[2];
    if (HAL_UART_Receive(port, head, sizeof head, 10) != 0 || head[1] > 3)
        return -1;
    return DOSES[head[1]];
}

// --- Windows -----------------------------------------------------------------------------------------

typedef void *HANDLE;
HANDLE CreateFileA(const char *name, unsigned access, unsigned share, void *security, unsigned how, unsigned flags,
                   HANDLE template);
int CloseHandle(HANDLE handle);
int socket(int domain, int type, int protocol);
int closesocket(int socket);

int handle_stays(int fail)
{
    HANDLE file = CreateFileA("a", 1, 0, NULL, 3, 0, NULL); // expect: resource-leak
    if (file == (HANDLE)-1)
        return -1;
    if (fail)
        return -2;
    CloseHandle(file);
    return 0;
}

int socket_closed(void)
{
    int connection = socket(2, 1, 0);
    if (connection < 0)
        return -1;
    closesocket(connection);
    return 0;
}
