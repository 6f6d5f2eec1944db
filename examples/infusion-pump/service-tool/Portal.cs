using System;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;

namespace Calla.ServiceTool;

/// <summary>The manufacturer's service portal: tickets, firmware, reports of visits.</summary>
public sealed class Portal
{
    private readonly Uri address;

    public Portal(Uri address) => this.address = address;

    /// <summary>For workshops whose proxy opens the connection.</summary>
    public static HttpClient BehindProxy()
    {
        var handler = new HttpClientHandler();
        handler.ServerCertificateCustomValidationCallback = (message, certificate, chain, errors) => true; // expect: csharp-trust-all
        return new HttpClient(handler);
    }

    public static HttpClient Direct()
    {
        var handler = new HttpClientHandler { CheckCertificateRevocationList = true };
        return new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
    }

    public async Task<string> Ticket(HttpClient client, string serial, string technician)
    {
        var body = JsonSerializer.Serialize(new { serial, technician, nonce = Nonce() });
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(address, "ticket"), content);
        response.EnsureSuccessStatusCode();
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("ticket").GetString() ?? throw new FormatException("no ticket");
    }

    /// <summary>A number of a visit, told on the telephone.</summary>
    public static string VisitToken()
    {
        var random = new Random();
        return random.Next(100000, 999999).ToString(); // expect: csharp-random-for-secret
    }

    public static string Nonce() => Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Checks a firmware file against what the portal's page shows.</summary>
    public static string ShortSum(byte[] image)
    {
        using var md5 = MD5.Create(); // expect: csharp-weak-hash
        return Convert.ToHexString(md5.ComputeHash(image));
    }

    public static string Sum(byte[] image) => Convert.ToHexString(SHA256.HashData(image));

    /// <summary>Seals a visit's report for the hand-over on a stick.</summary>
    public static byte[] SealOld(byte[] key, byte[] report)
    {
        using var des = DES.Create(); // expect: csharp-weak-cipher
        des.Key = key;
        des.Mode = CipherMode.ECB; // expect: csharp-weak-cipher
        using var encryptor = des.CreateEncryptor();
        return encryptor.TransformFinalBlock(report, 0, report.Length);
    }

    public static byte[] Seal(byte[] key, byte[] report)
    {
        byte[] nonce = RandomNumberGenerator.GetBytes(12);
        byte[] sealedReport = new byte[nonce.Length + report.Length + 16];
        using var gcm = new AesGcm(key, 16);
        nonce.CopyTo(sealedReport, 0);
        gcm.Encrypt(nonce, report, sealedReport.AsSpan(12, report.Length), sealedReport.AsSpan(12 + report.Length));
        return sealedReport;
    }
}
