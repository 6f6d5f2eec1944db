using System.Collections.Generic;
using Microsoft.Data.SqlClient;

namespace Calla.ServiceTool;

/// <summary>The workshop's database of pumps and the logs that were read from them.</summary>
public sealed class LogDatabase
{
    private readonly string connectionString;

    public LogDatabase(string connectionString) => this.connectionString = connectionString;

    public void Add(string serial, string line)
    {
        using var connection = new SqlConnection(connectionString);
        connection.Open();
        using var command = new SqlCommand("insert into events (serial, line) values (@serial, @line)", connection);
        command.Parameters.AddWithValue("@serial", serial);
        command.Parameters.AddWithValue("@line", line);
        command.ExecuteNonQuery();
    }

    /// <summary>Events of one pump.</summary>
    public List<string> OfPump(string serial)
    {
        var lines = new List<string>();
        using var connection = new SqlConnection(connectionString);
        connection.Open();
        using var command = new SqlCommand("select line from events where serial = '" + serial + "'", connection); // expect: csharp-sql-concatenation
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            lines.Add(reader.GetString(0));
        }
        return lines;
    }

    /// <summary>Pumps of one customer.</summary>
    public List<string> OfCustomer(string customer)
    {
        var serials = new List<string>();
        using var connection = new SqlConnection(connectionString);
        connection.Open();
        using var command = new SqlCommand("select serial from pumps where customer = @customer", connection);
        command.Parameters.AddWithValue("@customer", customer);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            serials.Add(reader.GetString(0));
        }
        return serials;
    }
}
