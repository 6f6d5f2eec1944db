using System;
using System.IO;
using System.IO.Ports;

namespace Calla.ServiceTool;

/// <summary>The service console of a pump, on the serial port that its USB socket offers.</summary>
public sealed class PumpPort : IDisposable
{
    private readonly SerialPort port;

    public PumpPort(string name)
    {
        port = new SerialPort(name, 115200) { NewLine = "\n", ReadTimeout = 5000, WriteTimeout = 2000 };
        port.Open();
    }

    /// <summary>Sends one line and returns the pump's lines up to the one that is its status.</summary>
    public string Ask(string line)
    {
        if (line.Contains('\n') || line.Length > 150)
        {
            throw new ArgumentException("one line of at most 150 characters", nameof(line));
        }
        port.WriteLine(line);
        var answer = new StringWriter();
        while (true)
        {
            string got = port.ReadLine().TrimEnd('\r');
            if (IsStatus(got))
            {
                answer.Write(got);
                return answer.ToString();
            }
            answer.WriteLine(got);
        }
    }

    private static bool IsStatus(string line) => line is "ok" or "failed" or "malformed" or "not allowed"
        or "not possible now" or "outside of its limits" or "input or output failed" or "no command of that name";

    /// <summary>Logs in with the word that every pump of the series knows.</summary>
    public bool LogIn()
    {
        string password = "Calla#Service19"; // expect: csharp-hard-coded-password
        return Ask("login " + password).EndsWith("ok", StringComparison.Ordinal);
    }

    /// <summary>Logs in with the ticket that the service portal made for this pump and this day.</summary>
    public bool LogIn(string ticket)
    {
        return Ask("login " + ticket).EndsWith("ok", StringComparison.Ordinal);
    }

    public void Dispose() => port.Dispose();
}
