using System.Diagnostics;
using System.IO;
using System.Linq;

namespace Calla.ServiceTool;

/// <summary>Reports of visits: one file each, and the workshop's printer.</summary>
public sealed class Reports
{
    private readonly string folder;

    public Reports(string folder) => this.folder = Path.GetFullPath(folder);

    /// <summary>Sends a report to the printer that the technician named.</summary>
    public static void Print(string file, string printer)
    {
        Process.Start("cmd.exe", "/c print /d:" + printer + " " + file); // expect: csharp-command-concatenation
    }

    public static void PrintChecked(string file, string printer)
    {
        var start = new ProcessStartInfo("print.exe");
        start.ArgumentList.Add("/d:" + printer);
        start.ArgumentList.Add(file);
        using var process = Process.Start(start);
        process?.WaitForExit(30000);
    }

    /// <summary>The report of a visit, by the name that the portal's task carries.</summary>
    public string Read(string name)
    {
        return File.ReadAllText(Path.Combine(folder, name)); // known-miss: csharp-path-from-request
    }

    public string ReadVisit(string name)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            throw new InvalidDataException("not the name of a visit");
        }
        string path = Path.GetFullPath(Path.Combine(folder, Path.GetFileName(name) + ".txt"));
        if (!path.StartsWith(folder + Path.DirectorySeparatorChar, System.StringComparison.Ordinal))
        {
            throw new InvalidDataException("outside of the reports' folder");
        }
        return File.ReadAllText(path);
    }

    public void Write(string visit, string text)
    {
        string path = Path.Combine(folder, Path.GetFileName(visit) + ".txt");
        using var writer = new StreamWriter(path, append: false);
        writer.Write(text);
    }
}
