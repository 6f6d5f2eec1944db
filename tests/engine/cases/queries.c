// Queries that somebody outside has a part in, and keys that stand in the program.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct evp_cipher_ctx_st EVP_CIPHER_CTX;
typedef struct evp_cipher_st EVP_CIPHER;
const EVP_CIPHER *EVP_aes_128_gcm(void);
int EVP_EncryptInit_ex(EVP_CIPHER_CTX *context, const EVP_CIPHER *type, void *engine, const unsigned char *key,
                       const unsigned char *vector);

static const char *asked(void)
{
    return getenv("QUERY_STRING");
}

void put_together(sqlite3 *base)
{
    char text[200];
    const char *name = asked();
    if (!name)
        return;
    if (snprintf(text, sizeof text, "SELECT * FROM patients WHERE name = '%s'", name) < 0)
        return;
    if (sqlite3_exec(base, text, NULL, NULL, NULL) != SQLITE_OK) // expect: sql-injection
        abort();
}
void a_number(sqlite3 *base)
{
    char text[200];
    const char *name = asked();
    if (!name)
        return;
    if (snprintf(text, sizeof text, "SELECT * FROM patients WHERE id = %d", atoi(name)) < 0)
        return;
    if (sqlite3_exec(base, text, NULL, NULL, NULL) != SQLITE_OK)
        abort();
}
void bound(sqlite3 *base)
{
    sqlite3_stmt *statement;
    const char *name = asked();
    if (!name || sqlite3_prepare_v2(base, "SELECT * FROM patients WHERE name = ?", -1, &statement, NULL) != SQLITE_OK)
        return;
    if (sqlite3_bind_text(statement, 1, name, -1, SQLITE_TRANSIENT) == SQLITE_OK && sqlite3_step(statement) != SQLITE_ROW)
        abort();
    sqlite3_finalize(statement);
}

int sealed_for_all(EVP_CIPHER_CTX *context, const unsigned char *vector)
{
    static const unsigned char key[16] = "not for anybody";
    return EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), NULL, key, vector); // expect: constant-key
}
int sealed(EVP_CIPHER_CTX *context, const unsigned char *key, const unsigned char *vector)
{
    return EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), NULL, key, vector);
}
int sealed_by_file(EVP_CIPHER_CTX *context, const unsigned char *vector, FILE *from)
{
    unsigned char key[16] = {0};
    if (fread(key, sizeof key, 1, from) != 1)
        return 0;
    return EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), NULL, key, vector);
}
int context_only(EVP_CIPHER_CTX *context)
{
    return EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), NULL, NULL, NULL);
}
