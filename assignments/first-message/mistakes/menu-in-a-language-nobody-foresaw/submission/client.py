# Asiakas: yhdistää palvelimeen, lähettää yhden viestin ja näyttää vastauksen.
import socket

sock = socket.create_connection(('127.0.0.1', 12000))
print('Yhteys palvelimeen on auki.')
while True:
    # valikko tulee uudestaan, kunnes valitaan jotakin siitä
    print('[V] Kirjoita viesti')
    print('[L] Lopeta')
    valinta = input('Valinta: ').upper()
    if valinta == 'V':
        viesti = input('Viesti: ')
        # viesti palvelimelle
        sock.sendall(viesti.encode())
        print('Lähetetty:', viesti)
        # palvelin kertoo, kumman viesti tuli ensin
        print('Palvelin:', sock.recv(2048).decode())
    elif valinta == 'L':
        break
sock.close()
